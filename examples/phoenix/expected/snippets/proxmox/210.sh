#!/bin/sh
# Made by aadsl for container 210.
# A running container takes features at its next start.
set -e
pct set 210 --features keyctl=1,nesting=1
pct config 210 | grep -q '^mp0: ' || pct set 210 --mp0 tank:50,mp=/mnt/shared
