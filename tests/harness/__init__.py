"""What the black-box tests stand on: the built server, a PostgreSQL of their own, a recording proxy.

Everything listens on loopback and a free port, keeps its files in a folder of the test, and is ended by the process id
it was started with. Readiness is a line that a process prints, never a pause.
"""

from .api import Answer, Api
from .postgres import Postgres
from .process import Process
from .proxy import RecordingProxy
from .server import Server

__all__ = ["Answer", "Api", "Postgres", "Process", "RecordingProxy", "Server"]
