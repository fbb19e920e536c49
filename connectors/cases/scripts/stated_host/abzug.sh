#!/bin/sh
# step1: Abzug der Auftraege
# laeuft auf kdxapp12, taeglich
curl -T auftraege.csv https://archiv.example/auftraege
