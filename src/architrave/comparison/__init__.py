"""Comparing two versions of a flow by what they mean; key order, formatting, comments and generated ids do not count.

side ──▶ elements   which states, tasks, menus and choices of both sides are the same, whatever their refIds
             │
             ▼
         meaning    a number for the meaning of each node; equal numbers mean the same
             │
             ▼
         outline ──▶ matching   which actions of both sides are the same, wherever they are
                         │
                         ▼
                     comparing  the differences as values, each with its place in both files
                         ▲
                     interface  variables, inputs and outputs, and what breaks those who launch the flow

Pure: no files, and no words for people except the values as they are written.
"""
