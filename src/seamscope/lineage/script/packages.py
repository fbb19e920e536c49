"""Collect the values of package variables, which one routine assigns and other routines read."""

from seamscope.lineage.catalog import OutParameter
from seamscope.lineage.query.model import Name
from seamscope.lineage.script.execution import Execution


def collect_package_values(execution: Execution, routine: str) -> None:
    """Record the values that a routine assigns to package variables.

    Inside the package, such a variable is called `v`, in other packages `pkg.v`.
    """
    if not execution.catalog.packages:
        return
    own: Name = tuple(routine.split(".")[:-1])
    shared = execution.catalog.find_package_variables(own) if own else frozenset()
    for key, value in list(execution.environment.relations.items()):
        owner, _, name = key[0].rpartition(".")
        if len(key) != 1 or key[0] not in execution.environment.variables:
            continue
        if not owner and name in shared:
            execution.add_shared_value(OutParameter(own, name), value)
        elif owner and name in execution.catalog.find_package_variables((owner,)):
            execution.add_shared_value(OutParameter((owner,), name), value)
