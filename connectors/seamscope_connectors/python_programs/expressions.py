"""Evaluate the expressions of a Python program as far as they are known without running it."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from seamscope_connectors.python_programs.builtin_calls import (
    ENVIRONMENT,
    call_builtin,
    call_dict_method,
    call_text_method,
    fill_percent,
    name_result,
    read_setting,
)
from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.libraries import FRAME_METHODS
from seamscope_connectors.python_programs.program import Program
from seamscope_connectors.python_programs.recorder import SUBSCRIPTIONS
from seamscope_connectors.python_programs.scopes import Scope
from seamscope_connectors.python_programs.spark import start_builder
from seamscope_connectors.python_programs.values import (
    UNKNOWN,
    Client,
    Origin,
    Value,
    cut_text,
    merge,
    unite,
)

MOST_ROUNDS = 60  # rounds of a loop over constants
MOST_ITEMS = 1000  # items of a list or a dict
DEEPEST = 80  # nesting of expressions
# Clients whose attributes and items are datasets: client.shop.orders, sf.Account.
NAMED_PARTS = frozenset({"documents", "salesforce"})
OPENERS = frozenset({"open", "smart_open.open", "io.open"})
WRITERS = frozenset({"write", "writelines", "writerow", "writerows", "writeheader"})
# Module that wraps another -> the other.
ALIASES = {"dlt.sources.helpers.requests": "requests", "aioboto3": "boto3"}


class Evaluator(ABC):
    """Evaluates the expressions of one module; a subclass follows its statements and functions."""

    def __init__(self, program: Program, path: str) -> None:
        self._program = program
        self._recorder = program.recorder
        self._path = path

    @abstractmethod
    def find_definition(self, name: str) -> Value | None:
        """Return the function or class of this module with a name, None if there is none."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign a value to the target of an assignment: a variable, an attribute, an item or a
        tuple.
        """

    def evaluate(self, node: ast.expr, scope: Scope, depth: int = 0) -> Value:
        """Return the value of an expression."""
        self._program.count_step(node)
        if depth > DEEPEST:
            return UNKNOWN
        name = f"_evaluate_{type(node).__name__.lower()}"
        method: Callable[[ast.expr, Scope, int], Value] = getattr(self, name, self._evaluate_other)
        return method(node, scope, depth + 1)

    def _evaluate_other(self, node: ast.expr, scope: Scope, depth: int) -> Value:
        """Return a value that contains the data of all parts of the expression."""
        parts = (one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
        return Value(origins=unite(self.evaluate(part, scope, depth) for part in parts))

    def _evaluate_constant(self, node: ast.Constant, scope: Scope, depth: int) -> Value:
        match node.value:
            case str() as text:
                return Value(text=cut_text(text), line=node.lineno)
            case bool():
                return UNKNOWN
            case int() | float() as number:
                return Value(text=str(number), line=node.lineno)
            case _:
                return UNKNOWN

    def _evaluate_name(self, node: ast.Name, scope: Scope, depth: int) -> Value:
        found = scope.find(node.id) or self.find_definition(node.id)
        return found or Value(label=node.id, name=node.id)

    def _evaluate_joinedstr(self, node: ast.JoinedStr, scope: Scope, depth: int) -> Value:
        values = [self.evaluate(part, scope, depth) for part in node.values]
        text = "".join(value.format_text() for value in values)
        return Value(text=cut_text(text), line=node.lineno, origins=unite(values))

    def _evaluate_formattedvalue(self, node: ast.FormattedValue, scope: Scope, depth: int) -> Value:
        return self.evaluate(node.value, scope, depth)

    def _evaluate_binop(self, node: ast.BinOp, scope: Scope, depth: int) -> Value:
        first = self.evaluate(node.left, scope, depth)
        second = self.evaluate(node.right, scope, depth)
        match node.op:
            case ast.Add() if first.elements is not None and second.elements is not None:
                return Value(elements=(*first.elements, *second.elements)[:MOST_ITEMS])
            case ast.Add() | ast.Div() if _is_text(first) or _is_text(second):
                between = "/" if isinstance(node.op, ast.Div) else ""
                text = f"{first.format_text()}{between}{second.format_text()}"
                line = first.line or second.line
                return Value(text=cut_text(text), line=line, origins=unite((first, second)))
            case ast.Mod() if first.text is not None:
                text = fill_percent(first.text, second.elements or (second,))
                return Value(text=text, line=first.line, origins=unite((first, second)))
            case ast.BitOr() | ast.RShift():
                return self._join_steps(node.op, first, second)
            case _:
                return Value(origins=unite((first, second)), client=first.client or second.client)

    def _join_steps(self, operator: ast.operator, first: Value, second: Value) -> Value:
        """Return the result of ``>>`` or ``|`` between two values.

        In a pipeline (``rows | "name" >> step``), it is the step; for two dicts, it is their union.
        """
        if isinstance(operator, ast.RShift):
            return second
        if second.builder == "sink":
            self._recorder.fill_sink(second, first.collect_origins())
            return UNKNOWN
        entries = (*first.entries, *second.entries)[:MOST_ITEMS]
        return Value(entries=entries, origins=unite((first, second)))

    def _evaluate_attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Value:
        return self.get_attribute(self.evaluate(node.value, scope, depth), node.attr)

    def _evaluate_subscript(self, node: ast.Subscript, scope: Scope, depth: int) -> Value:
        held = self.evaluate(node.value, scope, depth)
        return self._get_item(held, self.evaluate(node.slice, scope, depth))

    def _evaluate_dict(self, node: ast.Dict, scope: Scope, depth: int) -> Value:
        entries: list[tuple[str, Value]] = []
        spread: list[Value] = []
        for key, value in zip(node.keys, node.values, strict=True):
            found = self.evaluate(value, scope, depth)
            if key is None:
                entries += found.entries
                spread.append(found)
            else:
                entries.append((self.evaluate(key, scope, depth).format_text(), found))
        return Value(entries=tuple(entries[:MOST_ITEMS]), origins=unite(spread))

    def _evaluate_list(
        self, node: ast.List | ast.Tuple | ast.Set, scope: Scope, depth: int
    ) -> Value:
        items = (one for item in node.elts for one in self._spread(item, scope, depth))
        return Value(elements=tuple(items)[:MOST_ITEMS], line=node.lineno)

    _evaluate_tuple = _evaluate_list
    _evaluate_set = _evaluate_list

    def _evaluate_ifexp(self, node: ast.IfExp, scope: Scope, depth: int) -> Value:
        self.evaluate(node.test, scope, depth)
        first = self.evaluate(node.body, scope, depth)
        return merge(first, self.evaluate(node.orelse, scope, depth))

    def _evaluate_boolop(self, node: ast.BoolOp, scope: Scope, depth: int) -> Value:
        """Return the value of ``given or "default"``: the last operand whose text is known."""
        found = [self.evaluate(value, scope, depth) for value in node.values]
        texts = [value for value in found if value.text is not None]
        return texts[-1] if texts else merge(found[0], found[-1])

    def _evaluate_await(self, node: ast.Await | ast.Starred, scope: Scope, depth: int) -> Value:
        return self.evaluate(node.value, scope, depth)

    _evaluate_starred = _evaluate_await

    def _evaluate_yield(self, node: ast.Yield, scope: Scope, depth: int) -> Value:
        if node.value is not None:
            found = self._call_back(self.evaluate(node.value, scope, depth), None)
            plain = Value(origins=found.collect_origins(), client=found.client)
            scope.returned = merge(scope.returned, plain)
        return UNKNOWN

    def _evaluate_yieldfrom(self, node: ast.YieldFrom, scope: Scope, depth: int) -> Value:
        found = self.evaluate(node.value, scope, depth)
        scope.returned = merge(scope.returned, found)
        return found

    def _evaluate_namedexpr(self, node: ast.NamedExpr, scope: Scope, depth: int) -> Value:
        found = self.evaluate(node.value, scope, depth)
        self.assign(node.target, found, scope)
        return found

    def _evaluate_lambda(self, node: ast.Lambda, scope: Scope, depth: int) -> Value:
        return self.evaluate(node.body, Scope(outer=scope), depth)

    def _evaluate_listcomp(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope, depth: int
    ) -> Value:
        results, is_known = self._run_rounds(node.generators, node.elt, scope, depth)
        return Value(elements=tuple(results)) if is_known else Value(origins=unite(results))

    _evaluate_setcomp = _evaluate_listcomp
    _evaluate_generatorexp = _evaluate_listcomp

    def _evaluate_dictcomp(self, node: ast.DictComp, scope: Scope, depth: int) -> Value:
        results, _ = self._run_rounds(node.generators, node.value, scope, depth)
        return Value(origins=unite(results))

    def _run_rounds(
        self, generators: Sequence[ast.comprehension], part: ast.expr, scope: Scope, depth: int
    ) -> tuple[list[Value], bool]:
        """Return the results of a comprehension, and whether it iterates over constants."""
        inner = Scope(outer=scope, owner=scope.owner)
        source = self.evaluate(generators[0].iter, scope, depth)
        rounds = list_rounds(source) if len(generators) == 1 else []
        results: list[Value] = []
        for value in rounds or [self._recorder.iterate(source)]:
            self.assign(generators[0].target, value, inner)
            for other in generators[1:]:
                found = self._recorder.iterate(self.evaluate(other.iter, inner, depth))
                self.assign(other.target, found, inner)
            results.append(self.evaluate(part, inner, depth))
        return results, bool(rounds)

    # -- attributes and items ------------------------------------------------------------------

    def get_attribute(self, base: Value, attr: str) -> Value:
        """Return the attribute of a value."""
        if base.module:
            return self._get_member(base, attr)
        if base.instance:
            known = self._program.get_module(base.instance).find_attribute(base.instance, attr)
            found = known or UNKNOWN
            return found if found.label else replace(found, label=attr)
        if builder := start_builder(base, attr):
            return builder
        if base.client is not None and not base.origins:
            return self._get_part(base.client, attr)
        return self._get_unknown(base, attr)

    def _get_unknown(self, base: Value, attr: str) -> Value:
        """Return the attribute of a library, or of a value that is known only at run time."""
        label = f"{base.label}.{attr}"[-200:] if base.label else attr
        if base.name:
            return Value(name=f"{base.name}.{attr}", label=label)
        if not base.origins and attr in self._program.kept:
            return self._program.kept[attr]
        return Value(label=label, origins=base.collect_origins(), client=base.client)

    def _get_member(self, base: Value, attr: str) -> Value:
        """Return the value of a name in a module of the program."""
        module = self._program.find_module(base.module, self._path)
        known = module.import_name(attr) if module else None
        inner = f"{base.module}.{attr}"
        if known is None and self._program.find_module(inner, self._path):
            return Value(module=inner, label=attr)
        return known or Value(label=attr)

    def _get_part(self, client: Client, name: str) -> Value:
        if client.kind == "http":
            return Value(label=name)
        dataset = name if client.kind in NAMED_PARTS and name != "bulk" else client.dataset
        return Value(client=replace(client, dataset=dataset), label=name)

    def _get_item(self, base: Value, key: Value) -> Value:
        if base.name in ENVIRONMENT:
            return read_setting(self._program.settings, key, UNKNOWN)
        if key.text is not None and (found := base.get(key.text)):
            return found
        if base.elements and key.text is not None and key.text.isdigit():
            index = int(key.text)
            return base.elements[index] if index < len(base.elements) else UNKNOWN
        if base.client is not None and not base.origins:
            is_named = base.client.kind in NAMED_PARTS and key.text
            return self._get_part(base.client, key.text or "") if is_named else base
        label = f"{base.label}.{key.text}" if base.label and key.text else base.label
        return Value(origins=base.collect_origins(), label=label[-200:], client=base.client)

    # -- calls ---------------------------------------------------------------------------------

    def _evaluate_call(self, node: ast.Call, scope: Scope, depth: int) -> Value:
        receiver: Value | None = None
        function = UNKNOWN
        if isinstance(node.func, ast.Attribute):
            receiver = self.evaluate(node.func.value, scope, depth)
            name = node.func.attr
            if receiver.name and not receiver.client and not receiver.origins:
                function = Value(name=f"{receiver.name}.{name}")
            elif receiver.instance or receiver.module:
                function = self.get_attribute(receiver, name)
        else:
            function = self.evaluate(node.func, scope, depth)
            name = function.name or function.label
        positional = tuple(one for arg in node.args for one in self._spread(arg, scope, depth))
        keywords = self._evaluate_keywords(node.keywords, scope, depth)
        if not function.function and name not in SUBSCRIPTIONS:
            positional = tuple(self._call_back(value, receiver) for value in positional)
            keywords = {key: self._call_back(one, receiver) for key, one in keywords.items()}
        call = Call(name=name, line=node.lineno, receiver=receiver, positional=positional,
                    keywords=keywords)  # fmt: skip
        found = self._dispatch(call, function)
        if name in SUBSCRIPTIONS:  # the callback gets what is read
            for value in (*positional, *keywords.values()):
                self._call_back(value, found)
        self._change_objects(node, call, scope)
        return found

    def _evaluate_keywords(
        self, words: Sequence[ast.keyword], scope: Scope, depth: int
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for word in words:
            value = self.evaluate(word.value, scope, depth)
            found |= {word.arg: value} if word.arg else dict(value.entries)
        return found

    def _spread(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[Value]:
        value = self.evaluate(node, scope, depth)
        if isinstance(node, ast.Starred) and value.elements is not None:
            yield from value.elements
        else:
            yield value

    def _dispatch(self, call: Call, function: Value) -> Value:
        """Return the result of a call of the program's own code, of a library, or of unknown
        code.
        """
        own = self._call_own(call, function)
        if own is None:
            own = self._program.spark.call(call)
        if own is None and function.name:
            own = self._call_library(replace(call, name=_resolve_alias(function.name)))
        if own is None and call.receiver is not None:
            own = self._call_method(call)
        return self._call_unknown(call) if own is None else own

    def _call_own(self, call: Call, function: Value) -> Value | None:
        """Return the result of a call of the program's own code, None for other calls.

        A call of a class returns a new object.
        """
        receiver = call.receiver
        key = function.function.removeprefix("class ")
        if key:
            module, inner = self._program.get_module(key), key.partition("::")[2]
            if key != function.function:
                return module.create(inner, call.positional, call.keywords)
            return module.call(inner, call.positional, call.keywords, None)
        if receiver is not None and receiver.instance:
            module = self._program.get_module(receiver.instance)
            owner = receiver.instance.partition("::")[2].partition("#")[0]
            if method := module.find_method(owner, call.name):
                return module.call(method, call.positional, call.keywords, receiver)
        return None

    def _call_library(self, call: Call) -> Value | None:
        """Return the result of a function of a library or of Python, None for unsupported
        functions.
        """
        if call.name in OPENERS:
            return self._recorder.open_file(call)
        if call.name == "getattr" and call.positional[1:]:
            return self.get_attribute(call.positional[0], call.positional[1].text or "…")
        found = call_builtin(call, self._program.settings)
        if found is None:
            found = self._recorder.call_function(call)
        return self._recorder.connect(call) if found is None else found

    def _call_method(self, call: Call) -> Value | None:
        """Return the result of a method of a text, a dict, a file or a client."""
        receiver = call.receiver or UNKNOWN
        found: Value | None = None
        if receiver.builder == "file":
            if call.name in WRITERS:
                self._recorder.write_file(receiver.label, call.collect_origins(), call.line)
            return replace(receiver, builder="")
        if receiver.text is not None and not receiver.client:
            found = self._call_path_method(receiver.text, call)
        elif receiver.entries and not receiver.client:
            found = call_dict_method(call, self._get_item)
        return self._recorder.call_method(call) if found is None else found

    def _call_path_method(self, text: str, call: Call) -> Value | None:
        if call.name in {"read_text", "read_bytes", "open"}:
            path = Value(text=text)
            return self._recorder.open_file(replace(call, positional=(path, *call.positional)))
        if call.name in {"write_text", "write_bytes"}:
            self._recorder.write_file(text, call.collect_origins(), call.line)
            return UNKNOWN
        return call_text_method(text, call)

    def _call_unknown(self, call: Call) -> Value:
        """Return a value with the data and the client in the arguments of an unknown call.

        ``csv.writer(file)`` is treated like the file, and ``Field(default="x")`` like "x".
        """
        receiver = call.receiver or UNKNOWN
        if receiver.client is not None and receiver.client.kind == "http":
            return Value(origins=call.collect_origins())
        given = [*call.positional, *call.keywords.values()]
        file = next((value for value in call.positional if value.builder == "file"), None)
        if file is not None:
            sent = unite(value for value in given if value is not file)
            self._recorder.write_file(file.label, sent, call.line)
            if not receiver.origins:
                return replace(file, origins=file.origins | sent)
        default = call.keywords.get("default")
        if default is not None and default.text is not None:
            return default
        client = receiver.client
        if client is None and not receiver.origins:
            client = next((one for one in (v.find_client() for v in given) if one), None)
        label = receiver.label if client and client == receiver.client else ""
        return Value(
            origins=unite((*given, receiver)), client=client,
            label=name_result(call, call.name) or label,
        )  # fmt: skip

    def _call_back(self, value: Value, receiver: Value | None) -> Value:
        """Call a function that is an argument of a library's call, and return its result.

        ``frame.foreachBatch(save)``: `save` is called with the data of `frame`.
        """
        if not value.function or value.function.startswith("class "):
            return value
        data = Value(origins=receiver.origins) if receiver else UNKNOWN
        given = (data,) * self._program.count_parameters(value.function) if data.origins else ()
        module = self._program.get_module(value.function)
        found = module.call(value.function.partition("::")[2], given, {}, None)
        return replace(value, origins=found.collect_origins(), client=found.find_client())

    def _change_objects(self, node: ast.Call, call: Call, scope: Scope) -> None:
        """Add the data of a call's arguments to the object that the call fills.

        ``rows.append(row)`` fills rows, and ``frame.to_csv(buffer)`` fills buffer.
        """
        receiver = call.receiver
        if receiver is None or receiver.client or receiver.name or receiver.builder:
            return
        if call.name in FRAME_METHODS:
            if node.args and call.positional[0].text is None:
                self._fill(node.args[0], receiver.origins, scope)
        elif isinstance(node.func, ast.Attribute) and (data := call.collect_origins()):
            self._fill(node.func.value, data, scope)

    def _fill(self, node: ast.expr, data: frozenset[Origin], scope: Scope) -> None:
        """Add data to the object that a variable or an attribute refers to."""
        match node:
            case ast.Name(id=name):
                held = scope.find(name) or Value(label=name)
                if not held.instance:
                    scope.names[name] = replace(held, origins=held.origins | data)
            case ast.Attribute():
                held = self.evaluate(node, scope)
                if not held.client and not held.instance:
                    self.assign(node, replace(held, origins=held.origins | data), scope)
            case _:
                pass


def list_rounds(source: Value) -> Sequence[Value]:
    """Return the values that a loop variable takes, empty if they are known only at run time."""
    if source.elements:
        return source.elements[:MOST_ROUNDS]
    if source.entries and not source.origins:
        return [Value(text=key) for key, _ in source.entries[:MOST_ROUNDS]]
    return []


def _is_text(value: Value) -> bool:
    return value.text is not None


def _resolve_alias(name: str) -> str:
    for prefix, plain in ALIASES.items():
        if name.startswith(prefix):
            return plain + name[len(prefix) :]
    return name
