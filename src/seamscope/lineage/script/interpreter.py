"""One query's statements in order: parsed, walked, and what was not understood said."""

from itertools import islice

from seamscope.lineage.parsing.parser import PARSER_ERRORS
from seamscope.lineage.script import return_values, variables
from seamscope.lineage.script.branches import Branches
from seamscope.lineage.script.chains import linked
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.result import Result
from seamscope.lineage.script.routines import own
from seamscope.lineage.split import Statement


class Interpreter(Execution):
    """Runs the statements of one query through their handlers."""

    def result(self) -> Result:
        """Return the records of every statement and how much was understood."""
        records = tuple(self.records())
        given = self.returned | self.outputs
        returned = {tuple(name.split(".")): read for name, read in given.items() if name}
        passes = self.passes if self.dialect in return_values.RESULT_SETS else []
        return Result(
            records=records,
            dialect=self.dialect,
            counts=dict(self.counts),
            returned=returned,
            wants=self.wants,
            passes=tuple((tuple(caller.split(".")), called) for caller, called in passes if caller),
            routines=own(self.outcomes, self.calls, self.query.evidence.file),
        )

    def records(self) -> list[Out]:
        """Return the flows, datasets and diagnostics of every statement, in order."""
        self.counts.clear()
        self.outcomes, self.calls, self.returned = [], [], {}
        self.passes, self.outputs = [], {}
        self.begin()
        found: list[Out] = []
        for index, piece in enumerate(self.pieces):
            found += self.statement(index, piece)
        return_values.leave(self, self._routine)
        return found

    def statement(self, index: int, piece: Statement) -> list[Out]:
        """Return the records of one statement; a failure costs that statement only."""
        self.enter(piece)
        self.frame.place = self.branches.step(piece)
        if self.frame.texts.held:
            variables.expect(self, piece, islice(self.pieces, index + 1, None))
        self.alive(index)
        try:
            found = list(linked(self, index, piece))
        except PARSER_ERRORS as error:
            found = [self.fault(piece, f"it could not be followed ({type(error).__name__})")]
        if self.frame.texts.held:
            variables.lose(self, piece)
        return found

    def enter(self, piece: Statement) -> None:
        """A routine has names of its own; temp tables of the script around it are seen."""
        if piece.routine != self._routine:
            return_values.leave(self, self._routine)
            self._routine = piece.routine
            self.branches = Branches()
            self.outer.temps |= self.frame.shared()
            self.frame = self.outer.inner() if piece.routine else self.outer
            if (seen := self.context.watched(tuple(piece.routine.split(".")))) is not None:
                self.frame.trigger = seen
