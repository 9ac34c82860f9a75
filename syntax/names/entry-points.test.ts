import { expect, test } from 'vitest'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { entryPoints } from './entry-points.ts'

/** Each as `kind label → handler`. */
function told(grammar: Grammar, text: string): string {
  return entryPoints(parseSource(grammar, text)).map(({ kind, label, handler }) => `${kind} ${label}${handler === null ? '' : ` → ${handler}`}`).join(', ')
}

test.each<[Grammar, string, string]>([
  ['go', 'package main\nfunc main() {}', 'main main → main'],
  ['go', 'package a\nfunc f() { http.HandleFunc("/x", show) }', 'route ANY /x → show'],
  ['go', 'package a\nfunc f() { mux.HandleFunc("GET /x/{id}", s.show) }', 'route GET /x/{id} → show'],
  ['go', 'package a\nfunc f() { r.HandleFunc("/x", show).Methods("GET", "POST") }', 'route GET|POST /x → show'],
  ['go', 'package a\nfunc f() { r.GET("/x/:id", h.Show); r.Get("/y", func(w W, r R) {}) }', 'route GET /x/:id → Show, route GET /y'],
  ['go', 'package a\nfunc f() { client.Get("/x", nil); cache.Get("k", v) }', ''],
  ['go', 'package a\nvar c = &cobra.Command{ Use: "serve", RunE: run }', 'command serve'],
  ['JavaScript', 'app.get("/users/:id", auth, users.show)', 'route GET /users/:id → show'],
  ['JavaScript', 'router.post(`/x`, (req, res) => {})', 'route POST /x'],
  ['JavaScript', 'app.route("/x").get(list).post(create)', 'route GET /x → list, route POST /x → create'],
  ['JavaScript', 'export {}; axios.get("/x", options); app.get("name"); map.get("/x", y)', ''],
  ['JavaScript', 'cron.schedule("* * * * *", tick); new Worker("mail", send)', 'schedule * * * * * → tick, consumer mail → send'],
  ['JavaScript', 'if (require.main === module) start()', 'main main'],
  ['TypeScript', '@Controller("users") export class A { @Get(":id") find() {} }', 'route GET /users/:id → find'],
  ['TypeScript', 'export async function GET(r: Request) {}', 'route GET → GET'],
  ['python', '@app.route("/x", methods=["GET", "POST"])\ndef show(): pass', 'route GET|POST /x → show'],
  ['python', '@router.get("/x/{id}")\nasync def show(id): pass', 'route GET /x/{id} → show'],
  ['python', 'urlpatterns = [path("x/<int:id>", views.show), re_path(r"^y$", Y.as_view())]', 'route ANY /x/<int:id> → show, route ANY ^y$ → Y'],
  ['python', '@shared_task\ndef send(): pass', 'consumer send → send'],
  ['python', '@click.command()\ndef run(): pass\nif __name__ == "__main__": run()', 'command run → run, main __main__'],
  ['python', '@property\ndef get(self): pass', ''],
  ['java', '@RestController @RequestMapping("/api") class A { @GetMapping("/x/{id}") int show() { return 1; } }', 'route GET /api/x/{id} → show'],
  ['java', '@Path("/api") class A { @GET @Path("x") void f() {} }', 'route GET /api/x → f'],
  ['java', 'class A { @RequestMapping(value = {"/a"}, method = RequestMethod.POST) void g() {} }', 'route POST /a → g'],
  ['java', 'class A { @KafkaListener(topics = "orders") void h() {} @Scheduled(cron = "0 * * * *") void i() {} }', 'consumer orders → h, schedule 0 * * * * → i'],
  ['java', 'class A { public static void main(String[] args) {} }', 'main main → main'],
  ['kotlin', '@RequestMapping("/api")\nclass A {\n@GetMapping("/x")\nfun show(): Int = 1\n}', 'route GET /api/x → show'],
  ['kotlin', 'fun main() {}', 'main main → main'],
  ['ruby', 'Rails.application.routes.draw do\n  get "/x", to: "users#show"\n  resources :orders\nend', 'route GET /x → users#show, route RESOURCES /orders → orders'],
  ['ruby', 'get "/x" do\n  1\nend', 'route GET /x'],
  ['ruby', 'class A\n  include Sidekiq::Worker\n  def perform(x); end\nend', 'consumer A → perform'],
  ['ruby', 'class A < ApplicationJob\n  def perform(x); end\nend', 'consumer A → perform'],
  ['ruby', 'task :clean do\n  1\nend', 'command clean'],
  ['rust', '#[get("/x")]\n#[foo]\nasync fn show() {}\n#[tokio::main]\nasync fn main() {}', 'route GET /x → show, main main → main'],
  ['rust', 'fn f() { Router::new().route("/x", get(show)).route("/y", get(a).post(b)); }', 'route GET /x → show, route GET|POST /y'],
  ['TypeScript', 'export const route: Route = { method: "POST", path: "/v1/orders", handle: async ({ body }) => json(body) }', 'route POST /v1/orders'],
  ['JavaScript', 'app.route({ method: ["GET", "HEAD"], url: "/x", schema: {}, handler: views.show })', 'route GET|HEAD /x → show'],
  ['JavaScript', 'export const a = { method: "POST", url: "https://x", handler: f }; fetch({ method: "GET", path: "/x" })', ''],
  ['TypeScript', 'const server = createServer(async (request, response) => {})', 'route ANY /'],
  ['TypeScript', 'import { serve } from "a"\nawait start()\nserve("x", [route])', 'main main, main main'],
  ['TypeScript', 'describe("x", () => {})\nhttp.createServer(answer).listen(80)', 'route ANY / → answer'],
  ['TypeScript', 'start()\nexport const x = 1', ''],
  ['python', 'class Handler(BaseHTTPRequestHandler):\n  def do_POST(self): pass', 'route POST of Handler → do_POST'],
  ['python', 'def application(environ, start_response): pass\nasync def app(scope, receive, send): pass', 'route ANY / → application, route ANY / → app'],
  ['java', 'class A implements HttpHandler { public void handle(HttpExchange exchange) {} } class B extends HttpServlet { void doPost(HttpServletRequest r, HttpServletResponse s) {} }', 'route ANY of A → handle, route POST of B → doPost'],
  ['java', 'class A { void handle(Order order) {} }', ''],
  ['c', 'int main(int argc, char **argv) { return 0; }', 'main main → main'],
])('the entry points of %s %j: %s', (grammar, text, expected) => {
  expect(told(grammar, text)).toBe(expected)
})
