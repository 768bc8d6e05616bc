#!/bin/sh
# Made by aadsl for container 110.
# A running container takes features at its next start.
set -e
pct set 110 --features keyctl=1,nesting=1
