#!/bin/sh
# Made by aadsl for container 240.
# A running container takes features at its next start.
set -e
pct set 240 --features nesting=1
