#!/bin/sh
# Made by aadsl for container 140.
# A running container takes features at its next start.
set -e
pct set 140 --features nesting=1
