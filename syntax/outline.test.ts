import { describe, expect, test } from 'vitest'
import type { CodeSymbol } from '../engine/symbols/symbol.ts'
import { grammarOf, languagesWithGrammar } from './grammars.ts'
import { outline } from './outline.ts'
import { parseSource } from './source.ts'

const outlineOf = (language: string, text: string): CodeSymbol[] => {
  const grammar = grammarOf(language)
  if (grammar === undefined) throw new Error(`No grammar reads ${language}.`)
  return outline(parseSource(grammar, text))
}

const path = ({ container, name }: CodeSymbol) => container === '' ? name : `${container}.${name}`

/** Every line of a text with what is defined on it: `source ◂ kind container.name:column, …`. */
describe('what is defined', () => {
  const check = (language: string, annotated: string) =>
    test(language, () => {
      const lines = annotated.trim().split('\n').map((line) => line.replace(/\s*◂.*$/, ''))
      const symbols = Map.groupBy(outlineOf(language, lines.join('\n')), ({ line }) => line)
      const told = (line: number) => symbols.get(line)?.map((symbol) => `${symbol.kind} ${path(symbol)}:${symbol.column}`).join(', ')
      const answer = lines.map((line, number) => symbols.has(number) ? `${line.padEnd(56)} ◂ ${told(number)}` : line)
      expect(answer.join('\n')).toBe(annotated.trim())
    })

  check('C', String.raw`
#ifndef SHOP_H
#define SHOP_H
#define MAX 10                                           ◂ constant MAX:8
#define SQUARE(x) ((x)*(x))                              ◂ function SQUARE:8
#define FLAG                                             ◂ constant FLAG:8
#ifndef API
#define API                                              ◂ constant API:8
#endif
typedef struct {
  int a, *b;                                             ◂ field Cart.a:6, field Cart.b:10
  struct { int deep; } in;                               ◂ field Cart.in.deep:15, field Cart.in:23
} Cart;                                                  ◂ struct Cart:2
typedef struct node {                                    ◂ struct node:15
  struct node *next;                                     ◂ field node.next:15
  int (*cb)(int);                                        ◂ field node.cb:8
  unsigned f : 1;                                        ◂ field node.f:11
} node_t;                                                ◂ class node_t:2
typedef int (*handler)(int, char *);                     ◂ class handler:14
typedef enum { RED, GREEN = 2 } color;                   ◂ enum-member color.RED:15, enum-member color.GREEN:20, enum color:32
typedef struct opaque opaque_t;                          ◂ class opaque_t:22
struct point { int x; int y; };                          ◂ struct point:7, field point.x:19, field point.y:26
struct forward;
union u { int i; struct { int j; }; };                   ◂ struct u:6, field u.i:14, field u.j:30
int count = 0, *ptr, arr[3] = {1,2,3};                   ◂ variable count:4, variable ptr:16, variable arr:21
static const char *names[] = { "a" };                    ◂ variable names:19
const int LIMIT = 3;                                     ◂ constant LIMIT:10
extern int ext;                                          ◂ variable ext:11
int (*fp)(int) = 0;                                      ◂ variable fp:6
int proto(int a, char *b);                               ◂ function proto:4
static inline char *dup(const char *s) { int local = 1; int f(int); } ◂ function dup:20
void (*getfp(int x))(int) { return 0; }                  ◂ function getfp:7
int old(a) int a; { return a; }                          ◂ function old:4
#if X
int cond(void) { return 1; }                             ◂ function cond:4
#endif
#endif
`)

  check('C++', String.raw`
namespace shop { namespace inner {                       ◂ namespace shop:10, namespace shop.inner:27
  int v; } }                                             ◂ variable shop.inner.v:6
namespace a::b { class Q {}; }                           ◂ namespace a.b:13, class a.b.Q:23
namespace { int hidden; }                                ◂ variable hidden:16
template <typename T> class Cart : public Base {         ◂ class Cart:28
  explicit Cart(int x) : n(x) {}                         ◂ constructor Cart.Cart:11
  ~Cart();                                               ◂ method Cart.~Cart:2
  virtual void add(Item i) = 0;                          ◂ method Cart.add:15
  T get() const { return t; }                            ◂ method Cart.get:4
  static int count;                                      ◂ field Cart.count:13
  static constexpr int kMax = 3;                         ◂ constant Cart.kMax:23
  bool operator==(const Cart& o) const;                  ◂ method Cart.operator==:7
  using value_type = T;                                  ◂ class Cart.value_type:8
  enum class Color { Red,                                ◂ enum Cart.Color:13, enum-member Cart.Color.Red:21
    Green = 2 };                                         ◂ enum-member Cart.Color.Green:4
  struct Inner {                                         ◂ struct Cart.Inner:9
    int z; void m(); };                                  ◂ field Cart.Inner.z:8, method Cart.Inner.m:16
  template <class U> void tm(U u) {}                     ◂ method Cart.tm:26
  int n, *p = nullptr;                                   ◂ field Cart.n:6, field Cart.p:10
};
template <typename T> void Cart<T>::add(Item i) {        ◂ method Cart.add:36
  int local; std::string s(x);
  auto l = [](int x) { int y; };
}
shop::Cart::Cart(int x) {}                               ◂ constructor shop.Cart.Cart:12
bool Cart::operator==(const Cart& o) const { return 1; } ◂ method Cart.operator==:11
int Cart::count = 0;                                     ◂ field Cart.count:10
using Str = std::string;                                 ◂ class Str:6
constexpr int K = 1;                                     ◂ constant K:14
extern "C" { int cfun(int); }                            ◂ function cfun:17
template <typename T> T tmpl(T a) { return a; }          ◂ function tmpl:24
int& reference() { return g; }                           ◂ function reference:5
class EXPORTED Exported { int e; void m(); };            ◂ class Exported:15, field Exported.e:30, method Exported.m:38
class Forward;
`)

  check('C#', String.raw`
using System;
namespace Shop.Carts;                                    ◂ namespace Shop.Carts:10
public class Cart<T> : Base {                            ◂ class Shop.Carts.Cart:13
  public const int Max = 1;                              ◂ constant Shop.Carts.Cart.Max:19
  private int a, b = 2;                                  ◂ field Shop.Carts.Cart.a:14, field Shop.Carts.Cart.b:17
  public string Name { get; set; }                       ◂ property Shop.Carts.Cart.Name:16
  public event EventHandler Changed;                     ◂ event Shop.Carts.Cart.Changed:28
  public Cart() { int local = 1; void LocalFn() {} }     ◂ constructor Shop.Carts.Cart.Cart:9, function Shop.Carts.Cart.Cart.LocalFn:38
  ~Cart() {}
  public int Total(int x) => 1;                          ◂ method Shop.Carts.Cart.Total:13
  void IStore.Get() {}                                   ◂ method Shop.Carts.Cart.Get:14
  public static Cart operator +(Cart a, Cart b) => a;    ◂ operator Shop.Carts.Cart.+:30
  enum Color { Red,                                      ◂ enum Shop.Carts.Cart.Color:7, enum-member Shop.Carts.Cart.Color.Red:15
    Green = 2 }                                          ◂ enum-member Shop.Carts.Cart.Color.Green:4
  delegate void Handler(int x);                          ◂ class Shop.Carts.Cart.Handler:16
  class Inner { void M() {} }                            ◂ class Shop.Carts.Cart.Inner:8, method Shop.Carts.Cart.Inner.M:21
}
public record Person(string First,                       ◂ class Shop.Carts.Person:14, property Shop.Carts.Person.First:28
  int Age) {                                             ◂ property Shop.Carts.Person.Age:6
  public int X { get; init; } }                          ◂ property Shop.Carts.Person.X:13
public record struct Pt(int X);                          ◂ struct Shop.Carts.Pt:21, property Shop.Carts.Pt.X:28
interface IStore { void Get();                           ◂ interface Shop.Carts.IStore:10, method Shop.Carts.IStore.Get:24
  int P { get; } }                                       ◂ property Shop.Carts.IStore.P:6
`)

  check('Elixir', String.raw`
defmodule Shop.Cart do                                   ◂ module Shop.Cart:10
  @moduledoc "Doc"
  @max 10                                                ◂ constant Shop.Cart.max:3
  defstruct [:items, name: "x"]                          ◂ field Shop.Cart.items:14, field Shop.Cart.name:21
  @type t :: integer                                     ◂ class Shop.Cart.t:8
  @callback run(integer) :: atom                         ◂ method Shop.Cart.run:12
  def add(cart, item) when is_list(item), do: 1          ◂ function Shop.Cart.add:6
  def total(cart) do                                     ◂ function Shop.Cart.total:6
    x = 1
    fn a -> a end
  end
  def noargs, do: 1                                      ◂ function Shop.Cart.noargs:6
  def noargs2 do 1 end                                   ◂ function Shop.Cart.noargs2:6
  defp priv(a \\ 1), do: a                               ◂ function Shop.Cart.priv:7
  defmacro mac(x) do x end                               ◂ function Shop.Cart.mac:11
  defguard is_x(a) when a > 1                            ◂ function Shop.Cart.is_x:11
  defdelegate del(a), to: Other                          ◂ function Shop.Cart.del:14
  def a + b, do: 1
  defmodule Inner do                                     ◂ module Shop.Cart.Inner:12
    def m, do: 1                                         ◂ function Shop.Cart.Inner.m:8
  end
  defimpl String.Chars do
    def to_string(_), do: ""                             ◂ function Shop.Cart.String.Chars.to_string:8
  end
end
defprotocol Size do                                      ◂ interface Size:12
  def size(x)                                            ◂ function Size.size:6
end
defimpl Size, for: Map do
  def size(m), do: 1                                     ◂ function Size.Map.size:6
end
`)

  check('Go', String.raw`
package shop                                             ◂ package shop:8
const MaxItems = 10                                      ◂ constant MaxItems:6
const (
	A, B = 1, 2                                             ◂ constant A:1, constant B:4
)
var cart, other = New(), 2                               ◂ variable cart:4, variable other:10
var (
	debug bool                                              ◂ variable debug:1
)
type Cart struct {                                       ◂ struct Cart:5
	Items []Item                                            ◂ field Cart.Items:1
	a, b int                                                ◂ field Cart.a:1, field Cart.b:4
	*sync.Mutex                                             ◂ field Cart.Mutex:7
	inner struct { deep int }                               ◂ field Cart.inner:1, field Cart.inner.deep:16
}
type Store interface {                                   ◂ interface Store:5
	Get(id string) (Item, error)                            ◂ method Store.Get:1
	io.Reader
}
type ID = string                                         ◂ class ID:5
type Fn func(a int) error                                ◂ class Fn:5
type (
	Box[T any] struct { v T }                               ◂ struct Box:1, field Box.v:21
)
func (c *Cart) Add(i Item) {                             ◂ method Cart.Add:15
	x := 1
	var y, z = 2, 3
	const limit = 3
	type local struct { q int }                             ◂ struct Cart.Add.local:6, field Cart.Add.local.q:21
	tests := []struct { want int }{}
	f := func() { var inner int }
}
func (b Box[T]) Get() T { return b.v }                   ◂ method Box.Get:16
func (Fn) Name() string { return "" }                    ◂ method Fn.Name:10
func Map[K comparable, V any](m map[K]V) *Cart { return nil } ◂ function Map:5
`)

  check('Java', String.raw`
package com.shop.cart;                                   ◂ package com.shop.cart:8
@Deprecated
public class Cart<T> extends Base implements Store {     ◂ class Cart:13
  public static final int MAX = 1;                       ◂ constant Cart.MAX:26
  private int a, b = 2;                                  ◂ field Cart.a:14, field Cart.b:17
  public Cart(int x) { int local = 1; }                  ◂ constructor Cart.Cart:9
  @Override public <R> int total(int x) {                ◂ method Cart.total:27
    new Thing() { int n; public void run() {} };         ◂ field Cart.total.n:22, method Cart.total.run:37
  }
  interface Inner {                                      ◂ interface Cart.Inner:12
    int K = 1;                                           ◂ constant Cart.Inner.K:8
    void go(); default void d() {} }                     ◂ method Cart.Inner.go:9, method Cart.Inner.d:28
  enum Color { RED,                                      ◂ enum Cart.Color:7, enum-member Cart.Color.RED:15
    GREEN { void x() {} };                               ◂ enum-member Cart.Color.GREEN:4, method Cart.Color.GREEN.x:17
    private int v; }                                     ◂ field Cart.Color.v:16
  record Point(int x, int y) {                           ◂ class Cart.Point:9, field Cart.Point.x:19, field Cart.Point.y:26
    Point { }                                            ◂ constructor Cart.Point.Point:4
    int sum() { return 1; } }                            ◂ method Cart.Point.sum:8
  @interface Ann { String value() default ""; }          ◂ interface Cart.Ann:13, method Cart.Ann.value:26
}
`)

  check('JavaScript', String.raw`
export default () => {}                                  ◂ function default:7
class A {                                                ◂ class A:6
  static x = 1; #p = 2; m() {}                           ◂ field A.x:9, field A.#p:16, method A.m:24
  static { } get g() { return 1 } f = () => {} }         ◂ property A.g:17, method A.f:34
class B { constructor() { this.a = 1; this.b = () => {} } } ◂ class B:6, constructor B.constructor:10, field B.a:31, method B.b:43
class D { a; constructor() { this.a = 1 } }              ◂ class D:6, field D.a:10, constructor D.constructor:13
const make = () => ({ x: 1, inner() {}, y: () => {} })   ◂ function make:6, method make.inner:28
function* gen() {}                                       ◂ function gen:10
async function as() {}                                   ◂ function as:15
A.prototype = { pm: function () {} }                     ◂ method A.pm:16
Object.defineProperty(A, 'z', {})
this.y = function () {}                                  ◂ function y:5
var self = function () {}                                ◂ function self:4
a.b.c = function () {}                                   ◂ function a.b.c:4
x = function () {}
var F = exports.F = function () {}                       ◂ function F:4, function F:16
exports = module.exports = createApp;
app.handle = function handle(req) { this.q = function () {} } ◂ function app.handle:4, function app.handle.q:41
`)

  check('Kotlin', String.raw`
package com.shop                                         ◂ package com.shop:8
import a.b
const val MAX = 1                                        ◂ constant MAX:10
val top = 2                                              ◂ variable top:4
class Cart(val id: Int, private var n: String, plain: Int) : Base() { ◂ class Cart:6, property Cart.id:15, property Cart.n:36
  val items = listOf<Int>()                              ◂ property Cart.items:6
  var x: Int                                             ◂ property Cart.x:6
    get() = 1
    set(v) { field = v }
  constructor(a: String) : this(1, a, 2) { val local = 1 } ◂ constructor Cart.constructor:2
  init { val q = 1 }
  fun add(i: Int): Int {                                 ◂ method Cart.add:6
    val l = 1
    fun inner() {}                                       ◂ function Cart.add.inner:8
    return 1
  }
  companion object { const val K = 1 }                   ◂ constant Cart.K:31
  companion object Named { val z = 1 }                   ◂ object Cart.Named:19, property Cart.Named.z:31
  object Single { fun s() {} }                           ◂ object Cart.Single:9, method Cart.Single.s:22
}
interface Store { fun get(): Int; val p: Int }           ◂ interface Store:10, method Store.get:22, property Store.p:38
enum class Color(val v: Int) {                           ◂ enum Color:11, property Color.v:21
  RED(1),                                                ◂ enum-member Color.RED:2
  GREEN(2) {                                             ◂ enum-member Color.GREEN:2
    override fun q() {}                                  ◂ method Color.GREEN.q:17
  };
  fun m() {}                                             ◂ method Color.m:6
}
object Obj { fun o() {} }                                ◂ object Obj:7, method Obj.o:17
fun String.ext(): Int = 1                                ◂ function String.ext:11
fun <T> List<T>.second(): T = this[1]                    ◂ function List.second:16
val String.prop: Int get() = 1                           ◂ variable String.prop:11
val a = object : X { override fun run() { val l = 1 } }  ◂ variable a:4, method a.run:34
typealias Str = String                                   ◂ class Str:10
`)

  check('Lua', String.raw`
local M = {}                                             ◂ variable M:6
local req = require "x"
MAX = 10                                                 ◂ constant MAX:0
local a, b = 1, 2                                        ◂ variable a:6, variable b:9
function M.add(x) local y = 1 end                        ◂ function M.add:11
function M.sub:meth(z) end                               ◂ method M.sub.meth:15
local function loc() local function inner() end end      ◂ function loc:15, function loc.inner:36
M.assigned = function(x) end                             ◂ function M.assigned:2
M.value = 3                                              ◂ field M.value:2
local f = function() end                                 ◂ function f:6
local t = { k = 1, fn = function() end, ["s"] = function() end } ◂ variable t:6, method t.fn:19, method t.s:42
M.tab = { z = function() end }                           ◂ field M.tab:2, method M.tab.z:10
`)

  check('PHP', String.raw`
<?php
namespace App\Models;                                    ◂ namespace App\Models:10
const MAX = 1;                                           ◂ constant App\Models.MAX:6
define('DEF', 2);                                        ◂ constant App\Models.DEF:8
$global = 1;                                             ◂ variable App\Models.global:1
abstract class Cart extends Base implements Store {      ◂ class App\Models.Cart:15
  use HasItems;
  const K = 1, L = 2;                                    ◂ constant App\Models.Cart.K:8, constant App\Models.Cart.L:15
  public int $a = 1, $b;                                 ◂ property App\Models.Cart.a:14, property App\Models.Cart.b:22
  public function __construct(                           ◂ constructor App\Models.Cart.__construct:18
    private string $name, int $x) { $local = 1; }        ◂ property App\Models.Cart.name:20
  public static function make() { return function() { $inner = 1; }; } ◂ method App\Models.Cart.make:25
}
interface Store { public function get(int $id); }        ◂ interface App\Models.Store:10, method App\Models.Store.get:34
trait HasItems {                                         ◂ interface App\Models.HasItems:6
  private $items; }                                      ◂ property App\Models.HasItems.items:11
enum Suit: string { case Hearts = 'H';                   ◂ enum App\Models.Suit:5, enum-member App\Models.Suit.Hearts:25
  public function label() {} }                           ◂ method App\Models.Suit.label:18
function top($a) { function nested() {} }                ◂ function App\Models.top:9, function App\Models.top.nested:28
`)

  check('Python', String.raw`
import os
MAX = 10                                                 ◂ constant MAX:0
name: str = 'x'                                          ◂ variable name:0
a, (b, c) = 1, (2, 3)                                    ◂ variable a:0, variable b:4, variable c:7
os.path = 3
MAX = 11
type Alias = int                                         ◂ class Alias:5
class Shop(Base):                                        ◂ class Shop:6
    """Doc."""
    count: int = 0                                       ◂ field Shop.count:4
    LIMIT = 5                                            ◂ constant Shop.LIMIT:4
    def __init__(self, x):                               ◂ constructor Shop.__init__:8
        self.x = x                                       ◂ field Shop.x:13
        self.x = local = 1
        other.y = 2
    @property
    def total(self):                                     ◂ property Shop.total:8
        self.late = 1
    @staticmethod
    async def make(): pass                               ◂ method Shop.make:14
    class Inner:                                         ◂ class Shop.Inner:10
        def m(self): pass                                ◂ method Shop.Inner.m:12
def top(a):                                              ◂ function top:4
    def nested(): pass                                   ◂ function top.nested:8
    inner = 1
    class Local:                                         ◂ class top.Local:10
        q = 1                                            ◂ field top.Local.q:8
if True:
    cond = 1                                             ◂ variable cond:4
    def in_if(): pass                                    ◂ function in_if:8
f = lambda x: x                                          ◂ variable f:0
class Color(enum.Enum):                                  ◂ enum Color:6
    RED = 1                                              ◂ enum-member Color.RED:4
`)

  check('Ruby', String.raw`
require 'x'
module Shop                                              ◂ module Shop:7
  MAX = 10                                               ◂ constant Shop.MAX:2
  class Cart < Base                                      ◂ class Shop.Cart:8
    attr_accessor :items, 'name'                         ◂ property Shop.Cart.items:19, property Shop.Cart.name:27
    def initialize(a); @a = a; end                       ◂ constructor Shop.Cart.initialize:8
    def add(item) = item                                 ◂ method Shop.Cart.add:8
    def total?; local = 1; end                           ◂ method Shop.Cart.total?:8
    def ==(o); end                                       ◂ method Shop.Cart.==:8
    def name=(v); end                                    ◂ method Shop.Cart.name=:8
    def self.build; end                                  ◂ method Shop.Cart.build:13
    class << self
      def make; end                                      ◂ method Shop.Cart.make:10
    end
    alias old new                                        ◂ method Shop.Cart.old:10
    alias_method :a, :b                                  ◂ method Shop.Cart.a:18
    define_method(:dyn) { }                              ◂ method Shop.Cart.dyn:19
    private def priv; end                                ◂ method Shop.Cart.priv:16
    Point = Struct.new(:x, :y) do                        ◂ class Shop.Cart.Point:4
      def dist; end                                      ◂ method Shop.Cart.Point.dist:10
    end
  end
  class A::B                                             ◂ class Shop.A.B:11
    def q; end                                           ◂ method Shop.A.B.q:8
  end
end
def top; end                                             ◂ function top:4
def Shop.other; end                                      ◂ method Shop.other:9
$global = 1                                              ◂ variable $global:0
class ::Top; end                                         ◂ class Top:8
Failed = Class.new(StandardError)                        ◂ class Failed:0
`)

  check('Rust', String.raw`
mod net { pub fn f() {} }                                ◂ module net:4, function net.f:17
pub const MAX: u32 = 1;                                  ◂ constant MAX:10
static mut S: i32 = 0;                                   ◂ variable S:11
pub struct Cart<T> { pub items: Vec<T>, n: i32 }         ◂ struct Cart:11, field Cart.items:25, field Cart.n:40
struct Tuple(i32, u8);                                   ◂ struct Tuple:7
enum Kind { A, B(i32),                                   ◂ enum Kind:5, enum-member Kind.A:12, enum-member Kind.B:15
  C { x: i32 } }                                         ◂ enum-member Kind.C:2, field Kind.C.x:6
union U { a: u8 }                                        ◂ struct U:6, field U.a:10
trait Store: Sized {                                     ◂ interface Store:6
    const Q: i32;                                        ◂ constant Store.Q:10
    type Item;                                           ◂ class Store.Item:9
    fn get(&self) -> i32;                                ◂ method Store.get:7
    fn put(&self) {}                                     ◂ method Store.put:7
}
type Alias = i32;                                        ◂ class Alias:5
impl<T> Cart<T> {
    pub fn new() -> Self {                               ◂ method Cart.new:11
        let x = 1; const L: i32 = 1;
        fn inner() {} }                                  ◂ function Cart.new.inner:11
    const K: i32 = 1;                                    ◂ constant Cart.K:10
}
impl<T: X> Store for a::b::Cart<T> { fn get(&self) -> i32 { 1 } } ◂ method Cart.get:40
impl<'a> From<&'a str> for &'a Cart<dyn Err> { fn from() {} } ◂ method Cart.from:50
macro_rules! my { () => {} }                             ◂ function my:13
pub async unsafe extern "C" fn top<T>() {}               ◂ function top:31
extern "C" { fn ext(a: i32); static EX: i32; }           ◂ function ext:16, variable EX:36
`)

  check('Scala', String.raw`
package com.shop                                         ◂ package com.shop:8
object Main extends App {                                ◂ object Main:7
  val x = { val y = 1; y }                               ◂ field Main.x:6
  def run(): Int = { val l = 1; def inner() = 1; 1 }     ◂ method Main.run:6, function Main.run.inner:36
  test("a") { val local = 1 }
}
class Cart[T](val id: Int, n: String) extends Base {     ◂ class Cart:6, field Cart.id:18
  def this(x: Int) = this(x, "")                         ◂ constructor Cart.this:6
  val (p, q) = (1, 2)                                    ◂ field Cart.p:7, field Cart.q:10
  type Item = Int                                        ◂ class Cart.Item:7
}
case class P(x: Int)                                     ◂ class P:11, field P.x:13
trait Store { def get: Int; val v: Int }                 ◂ interface Store:6, method Store.get:18, field Store.v:32
enum Color { case Red, Green                             ◂ enum Color:5, enum-member Color.Red:18, enum-member Color.Green:23
  case Blue(x: Int) }                                    ◂ enum-member Color.Blue:7
extension (s: String) {
  def ext: Int = 1                                       ◂ method String.ext:6
}
given intOrd: Ord[Int] = new Ord[Int] { def compare() = 1 } ◂ variable intOrd:6, method intOrd.compare:44
def top(): Int = 1                                       ◂ function top:4
case object Obj                                          ◂ object Obj:12
`)

  check('Shell', String.raw`
#!/bin/bash
MAX=10                                                   ◂ constant MAX:0
readonly LIM=3                                           ◂ constant LIM:9
export PATH_X=1                                          ◂ constant PATH_X:7
declare -A map=([a]=1)                                   ◂ variable map:11
foo() { local x=1; Y=2; inner() { :; }; }                ◂ function foo:0, function foo.inner:24
function bar { :; }                                      ◂ function bar:9
function baz() { :; }                                    ◂ function baz:9
if true; then COND=1; fi                                 ◂ constant COND:14
alias ll='ls -l'
arr+=(1)                                                 ◂ variable arr:0
arr[0]=2
`)

  check('Swift', String.raw`
import Foundation
let top = 1                                              ◂ constant top:4
var mut: Int = 2                                         ◂ variable mut:4
typealias Str = String                                   ◂ class Str:10
class Cart<T>: Base {                                    ◂ class Cart:6
  static let max = 1                                     ◂ property Cart.max:13
  var items: [Int] = []                                  ◂ property Cart.items:6
  let a = 1, b = 2                                       ◂ property Cart.a:6, property Cart.b:13
  var total: Int { return 1 }                            ◂ property Cart.total:6
  lazy var z = 1                                         ◂ property Cart.z:11
  init(x: Int) { let local = 1 }                         ◂ constructor Cart.init:2
  deinit {}
  func add(_ i: Int) -> Int { func inner() {}; return 1 } ◂ method Cart.add:7, function Cart.add.inner:35
  static func make() {}                                  ◂ method Cart.make:14
  class func cm() {}                                     ◂ method Cart.cm:13
  subscript(i: Int) -> Int { return 1 }
  enum Color {                                           ◂ enum Cart.Color:7
    case red; case blue(Int)                             ◂ enum-member Cart.Color.red:9, enum-member Cart.Color.blue:19
    func q() {} }                                        ◂ method Cart.Color.q:9
  struct Inner { var s: Int }                            ◂ struct Cart.Inner:9, property Cart.Inner.s:21
}
struct P { var x: Int }                                  ◂ struct P:7, property P.x:15
protocol Store {                                         ◂ interface Store:9
  func get() -> Int; var p: Int { get }                  ◂ method Store.get:7, property Store.p:25
  associatedtype Item; init() }                          ◂ class Store.Item:17, constructor Store.init:23
extension Cart { func ext() {} }                         ◂ method Cart.ext:22
extension Foo.Bar: Store { var e: Int { 1 } }            ◂ property Foo.Bar.e:31
actor A { func go() {} }                                 ◂ class A:6, method A.go:15
func topFn<T>(a: T) {}                                   ◂ function topFn:5
func == (l: P, r: P) -> Bool { true }                    ◂ function ==:5
indirect enum Tree { case leaf }                         ◂ enum Tree:14, enum-member Tree.leaf:26
`)

  check('TypeScript', String.raw`
import x from 'y'
export const MAX = 10                                    ◂ constant MAX:13
let mut = 1                                              ◂ variable mut:4
export const f = async (a: number) => {                  ◂ function f:13
  const local = 1; function nested() {} }                ◂ function f.nested:28
const g = function () {}, h = 2                          ◂ function g:6, constant h:26
const { d1, d2: [d3] } = make()                          ◂ variable d1:8, variable d3:17
const { r1 } = require('x'), r2 = require('y').z
const r3 = require('z')()                                ◂ constant r3:6
export default function main() {}                        ◂ function main:24
function over(a: string): void                           ◂ function over:9
function over(a: number): void                           ◂ function over:9
function over(a: any) {}                                 ◂ function over:9
declare function dec(): void                             ◂ function dec:17
declare const dc: number                                 ◂ constant dc:14
namespace NS {                                           ◂ namespace NS:10
  export function inNs() {}; export const v = 1          ◂ function NS.inNs:18, constant NS.v:42
  namespace Deep.er { class Z {} } }                     ◂ namespace NS.Deep.er:12, class NS.Deep.er.Z:28
declare module 'mod' { export function m(): void }       ◂ module mod:16, function mod.m:39
declare global { interface Window { foo: string } }      ◂ interface Window:27, property Window.foo:36
export abstract class Cart<T> extends Base implements Store { ◂ class Cart:22
  static max = 1                                         ◂ field Cart.max:9
  #priv = 2                                              ◂ field Cart.#priv:2
  readonly items: Item[] = []                            ◂ field Cart.items:11
  handler = () => { const l = 1 }                        ◂ method Cart.handler:2
  constructor(                                           ◂ constructor Cart.constructor:2
    private name: string, readonly q: number, z: number) { super() } ◂ field Cart.name:12, field Cart.q:35
  get total() { return 1 }                               ◂ property Cart.total:6
  set total(v) {}                                        ◂ property Cart.total:6
  abstract abs(): void                                   ◂ method Cart.abs:11
  abstract prop: number                                  ◂ field Cart.prop:11
  async *gen() {}                                        ◂ method Cart.gen:9
  [Symbol.iterator]() {}                                 ◂ method Cart.[Symbol.iterator]:2
  'quoted'() {}                                          ◂ method Cart.quoted:3
}
function props(p: { a: { b: string } }) {}               ◂ function props:9
interface Store extends Q {                              ◂ interface Store:10
  get(id: string): Item; name: string                    ◂ method Store.get:2, property Store.name:25
  (a: number): void; new (x: number): Store; [k: string]: any
  opt?: { deep: number }                                 ◂ property Store.opt:2, property Store.opt.deep:10
}
type Alias = { a: string; m(): void } | string           ◂ class Alias:5, property Alias.a:15, method Alias.m:26
type Fn = (a: { no: 1 }) => void                         ◂ class Fn:5
enum Color { Red, Green = 2,                             ◂ enum Color:5, enum-member Color.Red:13, enum-member Color.Green:18
  'quo' }                                                ◂ enum-member Color.quo:3
const enum CE { A }                                      ◂ enum CE:11, enum-member CE.A:16
const api = {                                            ◂ constant api:6
  get() {}, post: () => {}, n: 1,                        ◂ method api.get:2, method api.post:12
  deep: { put: function () {} }, get acc() { return 1 } } ◂ method api.deep.put:10, property api.acc:37
exports.x = function () {}                               ◂ function x:8
module.exports.y = () => {}                              ◂ function y:15
A.prototype.m = function () {}                           ◂ method A.m:12
A.sm = function () {}                                    ◂ function A.sm:2
exports.val = 5                                          ◂ variable val:8
exports.same = x
const K = class Named { m() {} }                         ◂ class K:6, method K.m:24
module.exports = { me() {}, fe: function () {} }         ◂ method me:19, method fe:28
export { a as b }
foo(function () { const cb = 1; function incb() {} })    ◂ function incb:41
class Plain { m?(): void }                               ◂ class Plain:6, method Plain.m:14
export default class {}                                  ◂ class default:7
export = foo
let u: number | undefined, w                             ◂ variable u:4, variable w:27
for (const i of []) { const b = 1 }                      ◂ constant b:28
if (x) { var cond = 1; function inIf() {} }              ◂ variable cond:13, function inIf:32
`)

  check('C', String.raw`
API lua_State *made(int a) { return 0; }                 ◂ function made:15
API int made_too (int a);                                ◂ function made_too:8
API type_t named (int a) { return 0; }                   ◂ function named:11
u32 __weak board(void) { return 1; }                     ◂ function board:11
static int __attribute__((unused)) unused(void) { return 0; } ◂ function unused:35
struct packed { int a; } __packed;                       ◂ struct packed:7, field packed.a:20
TEST_BEGIN(test_cart) { int local; }                     ◂ function test_cart:11
`)

  check('C++', String.raw`
class EXPORT Cart final                                  ◂ class Cart:13
  : public Base {
 public:
  int x;                                                 ◂ field Cart.x:6
  virtual ~Cart() {}                                     ◂ method Cart.~Cart:10
};
class EXPORT Other : public Base { int z; };             ◂ class Other:13, field Other.z:39
struct Cart::Impl : Base { int w; };                     ◂ struct Cart.Impl:13, field Cart.Impl.w:31
template <> struct hash<Cart> { int operator()(int x); }; ◂ struct hash:19, method hash.operator():36
TEST(Suite, Name) { int local; }                         ◂ function Suite.Name:12
`)

  check('JavaScript', String.raw`
(function () {
  var shared = 1                                         ◂ variable shared:6
  app.on('mount', function onMount() { var local = 1 })  ◂ function onMount:27
  app.on('other', function () { function inner() {} })   ◂ function inner:41
})()
module.exports = function create() {}                    ◂ function create:26
res.type = res.contentType = function contentType() {}   ◂ function res.type:4, function res.contentType:15
`)
})

/** `text → first-last line of each definition`. */
describe('the lines of a definition', () => {
  const check = (language: string, text: string, lines: string) =>
    test(`${language}: ${JSON.stringify(text)} → ${lines}`, () => {
      const told = outlineOf(language, text).map((symbol) => `${path(symbol)} ${symbol.startLine}-${symbol.endLine}`)
      expect(told.join(', ')).toBe(lines)
    })

  check('Go', '// Comment.\nfunc f() {\n\n}\n', 'f 1-3')
  check('Python', 'class A:\n  def f(self):\n    pass\n\n  x = 1\n', 'A 0-4, A.f 1-2, A.x 4-4')
  check('C', '#define A \\\n  1\nint b;', 'A 0-1, b 2-2')
  check('TypeScript', 'enum A {\n  B,\n  C = 1\n}', 'A 0-3, A.B 1-1, A.C 2-2')
  check('Elixir', 'defmodule A do\n  def f(0), do: 1\n  def f(n), do: n\n  def g, do: 1\n  def f, do: 1\nend', 'A 0-5, A.f 1-2, A.g 3-3, A.f 4-4')
})

describe('columns', () => {
  const check = (text: string, columns: string) =>
    test(`${JSON.stringify(text)} → ${columns}`, () =>
      expect(outlineOf('JavaScript', text).map(({ name, line, column }) => `${name} ${line}:${column}`).join(', ')).toBe(columns))

  check('\tlet a', 'a 0:5')
  check('/* é 火 */ let a', 'a 0:14')
  check('/* 🔥 */ let a; /* 🔥🔥 */ let b\n/* 🔥 */ let c', 'a 0:12, b 0:28, c 1:12')
  check('let 𝒳 = 1, b = 2', '𝒳 0:4, b 0:11')
  check('\ufefflet a\r\nlet b\r\n', 'a 0:5, b 1:4')
  check('"\ud800"; let a', 'a 0:9')
})

/** What no grammar may die of in a fraction of a second. What takes longer is killed: see the tests of the processes. */
describe('hostile texts', () => {
  const check = (name: string, text: string) =>
    test.each(languagesWithGrammar())(`${name} in %s`, (language) => expect(outlineOf(language, text)).toBeInstanceOf(Array))

  check('nothing', '')
  check('NUL bytes', 'a\0b = 1\0')
  check('what was not UTF-8', 'def \ufffd\ufffd() { \ufffd }')
  check('a lone surrogate', 'x = "\ud800"')
  check('many parentheses', '('.repeat(2000))
  check('many braces', 'a {'.repeat(2000))
})

test('names and containers of a hostile text do not grow without bound', () => {
  const symbols = outlineOf('TypeScript', `${'namespace abcdefghij {'.repeat(2000)}${'}'.repeat(2000)}`)
  expect(symbols).toHaveLength(2000)
  expect(Math.max(...symbols.map(({ container }) => container.length))).toBeLessThan(500)
  expect(outlineOf('Go', `func ${'f'.repeat(1000)}() {}\nfunc g() {}`).map(path)).toEqual(['g'])
})
