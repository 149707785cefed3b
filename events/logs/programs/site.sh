#!/usr/bin/env bash
# Writes a small site. Usage: site.sh FOLDER
mkdir -p "$1/articles" "$1/account" "$1/secret"
cd "$1" || exit
printf '<h1>Lamps and chairs</h1>\n%.0s' {1..40} >index.html
printf 'An article about lamps.\n%.0s' {1..300} >articles/17.html
printf 'An article about chairs.\n%.0s' {1..90} >articles/18.html
printf 'body { color: black }\n%.0s' {1..50} >style.css
printf 'export {}\n%.0s' {1..400} >app.js
printf 'Your account\n' >account/index.html
printf 'lamp\n' >secret/key
chmod 600 secret/key
printf '%s:{PLAIN}%s\n' maria lamp 'j doe' chair >../passwords
