"""Read PowerShell scripts into pipelines of commands, without running them.

Variables, hash tables, splatting, blocks and the .NET objects that move data are followed.
"""

from seamscope.connector.commands.powershell.reader import read_pipelines

__all__ = ["read_pipelines"]
