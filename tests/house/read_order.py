# SPDX-License-Identifier: Apache-2.0
"""Follows errors through a function: which values are only good while which error is ERR_OK.

Three kinds of faults come out: a value that a call fills is read before the call's error was looked at, such a value is
handed out although it had one of its own before the call, and a "not found" is taken for something fine although more
than one call may have said it."""
from c_reader import OPEN, Token, closing, functions, split, statements, tokens_of

ASSIGNS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
QUALIFIERS = {"const", "volatile", "register", "static", "unsigned", "signed", "long"}
LOST = ""  # the error that says whether the value is good was overwritten


class State:
    """What is known at one place of a function."""

    def __init__(self):
        self.errors = {}    # variable of type err: the calls whose failure it may hold
        self.fresh = set()  # locals that have no value of their own yet
        self.waits = {}     # value: the error that must be looked at first
        self.given = {}     # value with one of its own before the call: the error to look at before it is handed out
        self.flags = {}     # bool: the values that are good when it is true
        self.failed = set() # errors that are not ERR_OK
        self.absent = set() # errors that are ERR_NOT_FOUND
        self.is_dead = False

    def copy(self):
        other = State()
        other.errors, other.fresh = dict(self.errors), set(self.fresh)
        other.waits, other.flags, other.is_dead = dict(self.waits), dict(self.flags), self.is_dead
        other.given = dict(self.given)
        other.failed, other.absent = set(self.failed), set(self.absent)
        return other

    def looked_at(self, error):
        """The error is ERR_OK."""
        self.waits = {value: on for value, on in self.waits.items() if on != error}
        self.given = {value: on for value, on in self.given.items() if on != error}
        self.errors[error] = frozenset()
        return self

    def overwritten(self, error):
        self.failed.discard(error)
        self.absent.discard(error)
        for values in (self.waits, self.given):
            for value, on in values.items():
                if on == error:
                    values[value] = LOST


def either(one, other, mine, theirs):
    """What a value waits for where two ways meet: a way on which the error is set already need not be asked."""
    if mine == theirs or (theirs == LOST and mine in other.failed):
        return mine
    return theirs if mine == LOST and theirs in one.failed else LOST


def join(one, other):
    if one.is_dead or other.is_dead:
        return (other if one.is_dead else one).copy()
    both = one.copy()
    for error, calls in other.errors.items():
        both.errors[error] = both.errors.get(error, frozenset()) | calls
    both.fresh |= other.fresh
    for value, on in other.waits.items():
        both.waits[value] = either(one, other, both.waits.get(value, on), on)
    for value, on in other.given.items():
        both.given[value] = either(one, other, both.given.get(value, on), on)
    both.failed &= other.failed
    both.absent &= other.absent
    both.flags = {flag: values for flag, values in both.flags.items() if other.flags.get(flag) == values}
    return both


class Reader:
    """Walks one function."""

    def __init__(self, prototypes, outs):
        self.prototypes = prototypes
        self.outs = outs        # parameters through which it hands out
        self.faults = set()
        self.hands_out = False  # inside of what is written to *out
        self.breaks, self.continues, self.entries = [], [], []

    # --- expressions: each gives the state when it is true and when it is false ---

    def condition(self, tokens, state, target=None):
        while tokens and tokens[0] == "(" and closing(tokens, 0) == len(tokens) - 1:
            tokens = tokens[1:-1]
        at = next((i for i in self.outside(tokens) if tokens[i] in ASSIGNS), None)
        if at is not None:
            after = self.assign(tokens[:at], tokens[at], tokens[at + 1:], state)
            return after, after.copy()
        parts = split(tokens, "?")
        if len(parts) > 1:
            return self.choice(tokens, state, target)
        for mark in ("||", "&&"):
            parts = split(tokens, mark)
            if len(parts) > 1:
                return self.chain(parts, mark, state)
        if tokens and tokens[0] == "!":
            true, false = self.condition(tokens[1:], state)
            return false, true
        return self.comparison(tokens, state, target)

    @staticmethod
    def outside(tokens):
        """The places that are in no bracket."""
        i = 0
        while i < len(tokens):
            yield i
            i = closing(tokens, i) + 1 if tokens[i] in OPEN else i + 1

    def choice(self, tokens, state, target):
        question = next(i for i in self.outside(tokens) if tokens[i] == "?")
        depth = 0
        for colon in (i for i in self.outside(tokens) if i > question):
            if tokens[colon] == "?":
                depth += 1
            elif tokens[colon] == ":":
                if depth == 0:
                    break
                depth -= 1
        true, false = self.condition(tokens[:question], state)
        one, other = (join(*self.condition(part, branch, target))
                      for part, branch in ((tokens[question + 1:colon], true), (tokens[colon + 1:], false)))
        both = join(one, other)
        return both, both.copy()

    def chain(self, parts, mark, state):
        done, rest = None, state
        for part in parts:
            true, false = self.condition(part, rest)
            out, rest = (true, false) if mark == "||" else (false, true)
            done = out if done is None else join(done, out)
        return (done, rest) if mark == "||" else (rest, done)

    def comparison(self, tokens, state, target):
        for mark in ("==", "!="):
            parts = split(tokens, mark)
            if len(parts) == 2 and len(parts[1]) == 1 and parts[1][0].startswith("ERR_"):
                return self.compare(parts[0], parts[1][0], mark == "==", state)
        if len(tokens) == 1 and tokens[0] in state.flags:
            self.read(tokens[0], state)
            true = state.copy()
            true.waits = {v: on for v, on in true.waits.items() if v not in state.flags[tokens[0]]}
            true.given = {v: on for v, on in true.given.items() if v not in state.flags[tokens[0]]}
            return true, state.copy()
        if target and len(tokens) == 1 and (tokens[0] == target or self.is_failure(tokens[0])):
            return state, state.copy()  # e = ... : e, and what is not ERR_OK makes no value good
        after = self.scan(tokens, state.copy(), target)
        return after, after.copy()

    @staticmethod
    def is_failure(token):
        return token.startswith("ERR_") and token != "ERR_OK"

    def compare(self, left, code, wants_equal, state):
        error = left[0] if len(left) == 1 else "<call>"
        state = state.copy()
        if error == "<call>":
            state = self.scan(left, state, error)
        if code == "ERR_NOT_FOUND":
            self.excuse(left[0], error, state)
        equal, other = state.copy(), state
        if code == "ERR_OK":
            equal.looked_at(error)
            other.failed.add(error)
        else:
            equal.failed.add(error)
            # What comes with this one answer (why it was refused), or as it began: that was looked at.
            equal.given = {value: on for value, on in equal.given.items() if on != error}
        if code == "ERR_NOT_FOUND":
            equal.absent.add(error)
            other.errors[error] = frozenset()
        if error == "<call>":
            for branch in (equal, other):
                branch.overwritten(error)
                branch.errors.pop(error, None)
        return (equal, other) if wants_equal else (other, equal)

    def excuse(self, place, error, state):
        """Not found is taken for an answer here: it must be the answer of one call."""
        if len(state.errors.get(error, ())) > 1:
            calls = " and ".join(sorted({name for _, name in state.errors[error]}))
            self.faults.add((place.line, f"not found may come from {calls}: look at each by itself"))

    def assign(self, left, mark, right, state):
        name = left[0] if len(left) == 1 and mark == "=" else None
        is_error = name in state.errors
        self.hands_out = self.is_out(left)
        after = join(*self.condition(right, state, name if is_error else None))
        self.hands_out = False
        root = next((t for t in left if t.is_word), None)
        for i, token in enumerate(left):
            if token.is_word and token is not root and (i == 0 or left[i - 1] not in (".", "->")):
                self.read(token, after)
        if mark != "=" and root is not None:
            self.read(root, after)
        if root is not None and not is_error:
            after.waits.pop(root, None)
            after.given.pop(root, None)
            after.fresh.discard(root)
        return after

    def is_out(self, left):
        """*out, out->member: through any pointer the function got and may write to."""
        if len(left) == 2 and left[0] == "*":
            return left[1] in self.outs
        return len(left) > 2 and left[0] in self.outs and left[1] == "->"

    def scan(self, tokens, state, target=None):
        """Reads and calls, from left to right. With a target the outermost call's error goes there."""
        if target:
            call = next((i for i in self.outside(tokens)
                         if tokens[i] == "(" and i > 0 and tokens[i - 1].is_word), None)
            state = self.call(tokens, call, state, target) if call is not None else self.scan(tokens, state)
            if call is None:
                state.overwritten(target)
                state.errors[target] = frozenset()
            return state
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token == "sizeof":
                i = closing(tokens, i + 1) if i + 1 < len(tokens) and tokens[i + 1] == "(" else i + 1
            elif token.is_word and i + 1 < len(tokens) and tokens[i + 1] == "(":
                state = self.call(tokens, i + 1, state, None)
                i = closing(tokens, i + 1)
            elif token in ("(", "[", "{"):
                end = closing(tokens, i)
                for part in split(tokens[i + 1:end], ","):
                    state = self.part(part, state)
                i = end
            elif token.is_word and not self.is_no_read(tokens, i):
                self.read(token, state)
                if tokens[i + 1:i + 2] == ["->"]:
                    self.read(Token("".join(tokens[i:i + 3]), token.line), state)
            i += 1
        return state

    @staticmethod
    def is_no_read(tokens, i):
        """A member's name, or an address that is only taken."""
        before = tokens[i - 1] if i > 0 else ""
        return before in (".", "->") or (before == "&" and (i == 1 or not (
            tokens[i - 2].is_word or tokens[i - 2] in (")", "]") or tokens[i - 2][0].isdigit())))

    def part(self, tokens, state):
        """An argument or a member of an initialiser."""
        if tokens and tokens[0] == "." and "=" in tokens:
            tokens = tokens[tokens.index("=") + 1:]
        return join(*self.condition(tokens, state)) if tokens else state

    def call(self, tokens, at, state, target):
        name, end = tokens[at - 1], closing(tokens, at)
        if name == "err_absent_is_fine" and end - at == 2:
            self.excuse(name, tokens[at + 1], state)
            return state
        if name == "err_absent_is_fine" and target:
            state = self.scan(tokens[at + 1:end], state.copy(), target)
            state.overwritten(target)  # ERR_OK no longer says that there is a value
            state.errors[target] = frozenset()
            return state
        known = self.prototypes.get(name)
        filled, given = set(), set()
        for place, argument in enumerate(split(tokens[at + 1:end], ",")):
            parameter = known.parameters[place] if known and place < len(known.parameters) else None
            value = self.filled(argument, parameter, state)
            if value is None:
                if argument[:1] == ["&"] and len(argument) > 1:
                    self.read(argument[1], state)
                    if not (parameter and parameter.is_const) and len(argument) in (2, 4) and argument[1].is_word:
                        given.add("".join(argument[1:]))
                state = self.part(argument, state)
            else:
                filled.add(value)
        state = state.copy()
        if target:
            # Where the first is absent the next is asked: together they are one look.
            calls = state.errors[target] if target in state.absent else frozenset({(name.line, str(name))})
            state.overwritten(target)
            state.errors[target] = calls
        for value in filled:
            state.fresh.discard(value)
            state.waits.pop(value, None)
            if target:
                state.waits[value] = target
        for value in given if target else ():
            state.given[value] = target
        return self.scan(tokens[end + 1:], state) if end + 1 < len(tokens) else state

    @staticmethod
    def filled(argument, parameter, state):
        """The value that the call may fill through this argument."""
        if parameter is not None and parameter.is_const:
            return None
        if len(argument) > 1 and argument[0] == "&":
            value = argument[1]
            return value if value in state.fresh or value in state.waits else None
        is_out = parameter is not None and parameter.is_pointer and parameter.name.startswith("out")
        return argument[0] if is_out and len(argument) == 1 and argument[0].is_word else None

    def read(self, token, state):
        if token in state.waits:
            on = state.waits[token]
            why = f"{on} is looked at" if on and on != "<call>" else "the error of the call that fills it is looked at"
            self.faults.add((token.line, f"{token} is read before {why}"))
        elif self.hands_out and token in state.given:
            self.faults.add((token.line, f"{token} is handed out before the error of the call that gave it is looked at"))

    # --- statements ---

    def declaration(self, tokens, state):
        """Handles a declaration and returns the state, or None when it is none."""
        i = 0
        while i < len(tokens) and tokens[i] in QUALIFIERS:
            i += 1
        kind = tokens[i] if i < len(tokens) else ""
        if kind in ("struct", "enum", "union"):
            i += 1
        elif not (i < len(tokens) and tokens[i].is_word) and i == 0:
            return None
        i += 1
        rest = tokens[i:]
        while rest and rest[0] in ("*", "const"):
            rest = rest[1:]
        if not rest or not rest[0].is_word or (len(rest) > 1 and rest[1] not in ("=", "[", ",", "CLEANUP")):
            return None
        for declarator in split(tokens[i:], ","):
            state = self.declarator(kind, declarator, state, "static" in tokens[:i])
        return state

    def declarator(self, kind, tokens, state, is_static):
        while tokens and tokens[0] in ("*", "const"):
            tokens = tokens[1:]
        name = tokens[0]
        state = state.copy()
        state.waits.pop(name, None), state.fresh.discard(name), state.flags.pop(name, None)
        state.given.pop(name, None)
        if kind == "err":
            state.errors[name] = frozenset()
        if "=" not in tokens:
            if not is_static and kind != "err":
                state.fresh.add(name)
            return state
        true, false = self.condition(tokens[tokens.index("=") + 1:], state, name if kind == "err" else None)
        after = join(true, false)
        if kind == "bool":
            after.flags[name] = frozenset({*after.waits, *after.given} - {*true.waits, *true.given})
        return after

    def run(self, statement, state):
        if state.is_dead and statement.kind != "label":
            return state
        return getattr(self, "do_" + statement.kind)(statement, state)

    def block(self, body, state):
        for one in body:
            state = self.run(one, state)
        return state

    def do_block(self, statement, state):
        return self.block(statement.body, state)

    def do_plain(self, statement, state):
        if not statement.value:
            return state
        after = self.declaration(statement.value, state)
        if after is None:
            for part in split(statement.value, ","):
                state = join(*self.condition(part, state)) if part else state
            after = state
        return after

    def do_return(self, statement, state):
        if statement.value:
            self.condition(statement.value, state)
        dead = state.copy()
        dead.is_dead = True
        return dead

    def do_jump(self, statement, state):
        places = self.breaks if statement.value[0] == "break" else self.continues
        if places:
            places[-1].append(state)
        dead = state.copy()
        dead.is_dead = True
        return dead

    def do_label(self, _, state):
        return join(state, self.entries[-1]) if self.entries else state

    def do_if(self, statement, state):
        true, false = self.condition(statement.test, state)
        true = self.run(statement.then, true)
        false = self.run(statement.other, false) if statement.other else false
        return join(true, false)

    def do_switch(self, statement, state):
        state = join(*self.condition(statement.test, state))
        self.entries.append(state), self.breaks.append([])
        dead = state.copy()
        dead.is_dead = True
        after = join(self.run(statement.body, dead) if statement.body.kind != "block"
                     else self.block(statement.body.body, dead), state)
        self.entries.pop()
        for one in self.breaks.pop():
            after = join(after, one)
        return after

    def do_loop(self, statement, state):
        if statement.first:
            after = self.declaration(statement.first, state)
            state = after if after is not None else join(*self.condition(statement.first, state))
        self.breaks.append([]), self.continues.append([])
        for _ in range(2):
            true, false = self.condition(statement.test, state) if statement.test else (state, state)
            after = self.run(statement.body, true)
            for one in self.continues[-1]:
                after = join(after, one)
            if statement.step and not after.is_dead:
                for part in split(statement.step, ","):
                    after = join(*self.condition(part, after))
            state = join(state, after)
        _, false = self.condition(statement.test, state) if statement.test else (state, state)
        self.continues.pop()
        for one in self.breaks.pop():
            false = join(false, one)
        return false


def prototypes_of(texts):
    known = {}
    for text in texts:
        for function in functions(tokens_of(text)):
            known.setdefault(str(function.name), function)
    return known


def faults_of(text, prototypes):
    """(line, function, what) of every fault in a source."""
    own = list(functions(tokens_of(text)))
    prototypes = {**prototypes, **{str(function.name): function for function in own}}
    for function in own:
        if function.body is None:
            continue
        outs = {str(p.name) for p in function.parameters if p.is_pointer and not p.is_const}
        reader, state = Reader(prototypes, outs), State()
        for parameter in function.parameters:
            if not parameter.is_pointer and parameter.name == "e":
                state.errors[parameter.name] = frozenset()
        reader.block(statements(function.body), state)
        for line, what in sorted(reader.faults):
            yield line, str(function.name), what
