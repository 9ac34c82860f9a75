"""Writes what clang says of the names in C and C++ sources, as JSON for an index: clang_index.py PROJECT.json > documents.json"""

import json
import os
import sys
from ctypes import POINTER, byref, c_uint

from clang import cindex
from clang.cindex import Cursor, CursorKind, conf

DECLARED_IN_PARAMETERS = (CursorKind.TEMPLATE_TYPE_PARAMETER, CursorKind.TEMPLATE_NON_TYPE_PARAMETER, CursorKind.TEMPLATE_TEMPLATE_PARAMETER)
DEFINITION, FORWARD = 1, 0x40


class File:
    """A file's lines, to check that a name stands where clang says."""

    def __init__(self, path):
        with open(path, encoding="utf-8", errors="replace") as source:
            self.lines = source.read().split("\n")

    def has(self, line, column, name):
        raw = self.lines[line].encode() if line < len(self.lines) else b""
        return raw[column:column + len(name.encode())] == name.encode()

    def column(self, line, byte):
        return len(self.lines[line].encode()[:byte].decode(errors="replace"))


class Index:
    def __init__(self, projects):
        self.projects = projects  # name → {root, version}
        self.files = {}
        self.parent = {}  # declarations that are one, by where they stand
        self.found = {}  # (path, line, column) → (declaration, name, roles)
        self.implements = set()
        self.kinds = {}

    def file(self, path):
        if path not in self.files:
            self.files[path] = File(path)
        return self.files[path]

    def project_of(self, path):
        fitting = [name for name, each in self.projects.items() if path.startswith(each["root"] + "/")]
        return fitting[0] if fitting else None

    def root(self, key):
        while self.parent.get(key, key) != key:
            key = self.parent[key]
        return key

    def join(self, one, other):
        one, other = sorted((self.root(one), self.root(other)))
        self.parent[other] = one

    def place(self, cursor, name):
        for locate in (file_location, spelling_location):
            path, line, column = locate(cursor)
            if path is None:
                continue
            path = os.path.realpath(path)
            if self.project_of(path) and self.file(path).has(line, column, name):
                return path, line, self.file(path).column(line, column)
        return None

    def key(self, cursor):
        """Where what a cursor means is first declared; a template for what is made from it."""
        template = conf.lib.clang_getSpecializedCursorTemplate(cursor)
        cursor = (template or cursor).canonical
        if cursor.kind in (CursorKind.CONSTRUCTOR, CursorKind.DESTRUCTOR) and not cursor.is_definition() and cursor.location.file is None:
            return None
        place = self.place(cursor, cursor.spelling)
        if place is not None:
            self.kinds.setdefault(place, (cursor.kind.name, is_local(cursor)))
        return place

    def visit(self, cursor):
        pending = [cursor]
        while pending:
            at = pending.pop()
            if at.kind != CursorKind.TRANSLATION_UNIT and at.location.file is not None and self.project_of(os.path.realpath(at.location.file.name)) is None:
                continue
            self.take(at)
            pending.extend(at.get_children())

    def take(self, cursor):
        if cursor.kind.is_declaration() and cursor.kind not in (CursorKind.USING_DIRECTIVE, CursorKind.USING_DECLARATION) or cursor.kind == CursorKind.MACRO_DEFINITION or cursor.kind == CursorKind.LABEL_STMT:
            self.declare(cursor)
        elif cursor.kind == CursorKind.OVERLOADED_DECL_REF:
            several = [conf.lib.clang_getOverloadedDecl(cursor, at) for at in range(conf.lib.clang_getNumOverloadedDecls(cursor))]
            for each in several[:1]:
                self.refer(cursor, each)
        elif cursor.kind.is_reference() or cursor.kind in (CursorKind.DECL_REF_EXPR, CursorKind.MEMBER_REF_EXPR, CursorKind.MACRO_INSTANTIATION):
            if cursor.referenced is not None and cursor.referenced.kind != CursorKind.NO_DECL_FOUND:
                self.refer(cursor, cursor.referenced)

    def declare(self, cursor):
        name = cursor.spelling
        if not name:
            return
        place, key = self.place(cursor, name), self.key(cursor)
        if place is None or key is None:
            return
        self.join(place, key)
        is_definition = cursor.is_definition() or cursor.kind in (CursorKind.MACRO_DEFINITION, CursorKind.NAMESPACE, CursorKind.LABEL_STMT, CursorKind.NAMESPACE_ALIAS)
        self.found[place] = (key, name, DEFINITION if is_definition else FORWARD)
        if cursor.kind == CursorKind.TYPEDEF_DECL:
            tag = cursor.underlying_typedef_type.get_declaration()
            if tag.spelling == name and self.key(tag):
                self.join(key, self.key(tag))
        if cursor.kind == CursorKind.CXX_METHOD:
            for each in overridden(cursor):
                other = self.key(each)
                if other:
                    self.implements.add((key, other))
        if cursor.kind in (CursorKind.CLASS_DECL, CursorKind.STRUCT_DECL):
            for base in cursor.get_children():
                if base.kind == CursorKind.CXX_BASE_SPECIFIER and base.referenced is not None:
                    other = self.key(base.referenced)
                    if other:
                        self.implements.add((key, other))

    def refer(self, cursor, referenced):
        name = referenced.spelling.split("<")[0]
        place, key = self.place(cursor, name), self.key(referenced) if name else None
        if place is not None and key is not None and self.found.get(place, (0, 0, 0))[2] == 0:
            self.found[place] = (key, name, 0)

    def symbol(self, key, name, locals):
        path, line, column = root = self.root(key)
        project = self.project_of(path)
        kind, local = self.kinds.get(root, self.kinds.get(key, ("", False)))
        if local:
            return f"local {locals.setdefault(root, len(locals))}"
        relative = os.path.relpath(path, self.projects[project]["root"])
        return f"clang cmake {project} {self.projects[project]['version']} `{relative}`/`{name}@{line + 1}:{column + 1}`."

    def documents(self, project):
        by_path = {}
        for place, found in sorted(self.found.items()):
            if self.project_of(place[0]) == project:
                by_path.setdefault(place[0], []).append((place, found))
        for path, all in by_path.items():
            locals, symbols, occurrences = {}, {}, []
            for (_, line, column), (key, name, roles) in all:
                symbol = self.symbol(key, name, locals)
                occurrences.append({"range": [line, column, column + len(name)], "symbol": symbol, "roles": roles})
                if roles:
                    symbols.setdefault(symbol, {"symbol": symbol, "displayName": name, "relationships": self.relationships(key, locals)})
            yield {"path": os.path.relpath(path, self.projects[project]["root"]), "encoding": 3, "occurrences": occurrences, "symbols": list(symbols.values())}

    def relationships(self, key, locals):
        bases = sorted({self.root(base) for each, base in self.implements if self.root(each) == self.root(key)})
        names = {place: name for place, (_, name, _) in self.found.items() if place in bases}
        return [{"symbol": self.symbol(base, names[base], locals), "implementation": True} for base in bases if base in names]


def is_local(cursor):
    if cursor.kind in DECLARED_IN_PARAMETERS or cursor.kind == CursorKind.LABEL_STMT:
        return True
    if cursor.kind in (CursorKind.VAR_DECL, CursorKind.PARM_DECL) or cursor.kind.is_declaration():
        parent = cursor.semantic_parent
        return parent is not None and parent.kind in (CursorKind.FUNCTION_DECL, CursorKind.CXX_METHOD, CursorKind.CONSTRUCTOR, CursorKind.DESTRUCTOR, CursorKind.FUNCTION_TEMPLATE, CursorKind.CONVERSION_FUNCTION, CursorKind.LAMBDA_EXPR)
    return False


def overridden(cursor):
    array, count = POINTER(Cursor)(), c_uint()
    conf.lib.clang_getOverriddenCursors(cursor, byref(array), byref(count))
    result = []
    for at in range(count.value):
        each = array[at]
        each._tu = cursor._tu
        result.append(each)
    return result


def location(function):
    native = getattr(conf.lib, function)
    native.argtypes = [cindex.SourceLocation, POINTER(cindex.c_object_p), POINTER(c_uint), POINTER(c_uint), POINTER(c_uint)]

    def locate(cursor):
        file, line, column, offset = cindex.c_object_p(), c_uint(), c_uint(), c_uint()
        native(cursor.location, byref(file), byref(line), byref(column), byref(offset))
        return (cindex.File(file).name if file else None), line.value - 1, column.value - 1
    return locate


file_location, spelling_location = location("clang_getFileLocation"), location("clang_getSpellingLocation")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        question = json.load(file)
    projects = {each["name"]: {**each, "root": os.path.realpath(each["root"])} for each in question["projects"]}
    index = Index(projects)
    clang = cindex.Index.create()
    for source in question["sources"]:
        unit = clang.parse(source["path"], args=source["arguments"], options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
        for each in unit.diagnostics:
            if each.severity >= cindex.Diagnostic.Error:
                print(each, file=sys.stderr)
        index.visit(unit.cursor)
    json.dump({name: list(index.documents(name)) for name in projects}, sys.stdout)


main()
