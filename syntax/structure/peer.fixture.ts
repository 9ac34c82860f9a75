/** Small trees in several languages, each with code that looks alike and is not. By path. */
export const trees: Record<string, string> = {
  'js/a.js': `import x from 'x'
// console.log(commented)
console.log('é', /* 😀 */ 1)
const text = 'console.log(1)'
async function load(url) {
  try {
    return await fetch(url).then((r) => r.json()).catch(() => null)
  } catch (error) { }
}
if (text == null) console.log()
console['log'](2)
`,
  'js/b.js': `try { a() } catch (e) { b() }
try { a() } catch { }
logger.console.log(3)
x === null || x == null
`,
  'js/c.js': 'export default 1\n',
  'py/a.py': `import os

def load(path, mode="r"):
    """print(in a text)"""
    with open(path, mode) as f:
        print(f.read())
    raise ValueError("bad", path)

class A:
    def get(self, key): return self.d.get(key, None)

    async def other(self):
        print("a" "b")
        if self == None: raise KeyError(1)
`,
  'py/b.py': 'value = table.get("x", None)\nprint("top")\nraise SystemExit\n',
  'py/c.py': 'x = 1\n',
  'go/a.go': `package main

import "fmt"

type Shop struct {
	name string
	open bool
}

func load(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n, err := read(f)
	if err != nil { return n, fmt.Errorf("x: %w", err) }
	fmt.Println(n)
	fmt.Println(n, err)
	go func() { fmt.Println("later") }()
	m := make(map[string]int)
	_ = m
	return n, nil
}
`,
  'go/b.go': 'package main\n\nfunc f() error {\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n\tif err == nil {\n\t\treturn nil\n\t}\n\treturn nil\n}\n',
  'java/A.java': `package a;

public class A {
    private final List<String> names = new ArrayList<>();

    public String first(int a, String b) {
        if (b == null) return "null";
        if (names.isEmpty() == true) { return b; }
        System.out.println(b);
        return b.equals("x") ? new String("y") : b;
    }

    void other() { System.err.println("no"); new Thread(() -> System.out.println(1)).start(); }
}
`,
  'rust/a.rs': `fn main() {
    let x = read().unwrap();
    match x { 1 => println!("one {}", x), _ => {} }
    let y = list.iter().map(|z| z.parse::<i32>().unwrap()).collect::<Vec<_>>();
    unsafe { free(y) }
    x.unwrap_or(1);
}
`,
  'ruby/a.rb': `class User
  def name
    User.where(id: 1).first
  end

  def fail
    raise ArgumentError
    raise "text" unless ok?
    puts name
    scope.where("a = ?", 1).where(b: 2)
  end
end
`,
  'c/a.c': `#include <stdlib.h>
#define FREE(x) free(x)

int f(char *a, char b[10]) {
  if (!a) return -1;
  if (b) { return 1; }
  memcpy(a, b, sizeof(b));
  memcpy(a, b, sizeof(a));
  while (*a) { a++; free(b); }
  free(a);
  return 0;
}
`,
  'cpp/a.cpp': `#include <utility>
template <typename T> struct Box { T value; ~Box() { delete value; } };
int main() {
  auto x = std::move(y);
  take(std::move(x), move(z));
  delete x;
  delete[] y;
}
`,
  'kotlin/a.kt': 'fun main() {\n  val x = find("a")!!\n  println(x!!.length)\n  print("no")\n}\n',
  'shell/a.sh': '#!/bin/sh\nrm -rf /tmp/x\nrm -rf "$dir"\nrm -r y\necho one\necho "two $x"\necho a b\n',
  'cs/a.cs': 'class A { void F() { Console.WriteLine("a"); Console.Write(1); Console.WriteLine(x, y); System.Console.WriteLine(2); } }\n',
  'lua/a.lua': 'local x = 1\nprint(x)\nprint("a", x)\nlog.print(x)\n',
  'swift/a.swift': 'func f() {\n  print("a")\n  print(x, y)\n  debugPrint(1)\n}\n',
}
