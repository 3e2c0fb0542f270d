"""Loads a script of this folder as a module: it has no suffix that Python would know."""

import importlib.machinery
import importlib.util
import pathlib
import sys


def load_sibling(name):
    loader = importlib.machinery.SourceFileLoader(name, str(pathlib.Path(__file__).with_name(name)))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module
