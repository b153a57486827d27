#!/bin/sh
# Made-up articles, one JSON object a line, as a scraper of several sites would send them: new ones, the same again, corrected
# ones, reprints by other sites, and now and then one that nobody can read. For trying; the compose file pipes it to Kafka.
#
#   deploy/feeder.sh [ARTICLES [PER_SECOND]]       0 articles: until it is stopped
set -eu
articles=${1:-0}
per_second=${2:-2}
run=$(date +%s)
count=0
while [ "$articles" -eq 0 ] || [ "$count" -lt "$articles" ]; do
  count=$((count + 1))
  printf '%s %s %s\n' "$run" "$count" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  [ "$per_second" -eq 0 ] || [ $((count % per_second)) -ne 0 ] || sleep 1
done | awk '
  BEGIN {
    split("harbour board ferry council bridge market winter river school theatre vote budget storm island railway museum", noun, " ")
    split("opens delays rejects approves repairs doubles closes plans measures restores defends funds", verb, " ")
    split("harbour-lantern.example valley-courier.example corriere-colli.example northern-post.example", site, " ")
  }
  function pick(list, size) { return list[1 + int(rand() * size)] }
  function sentence(    i, text) {
    text = "The " pick(noun, 16) " " pick(verb, 12) " the " pick(noun, 16)
    for (i = 0; i < 3; i++) text = text " and the " pick(noun, 16) " of the " pick(noun, 16)
    return text " after " int(2 + rand() * 900) " days."
  }
  function body(    i, text) {
    for (i = 0; i < 12; i++) text = text sentence() (i % 3 == 2 && i < 11 ? "\\n\\n" : " ")
    return text
  }
  function send(host, slug, title, text, time) {
    printf "{\"url\":\"https://www.%s/%s\",\"title\":\"%s\",\"text\":\"%s\",\"date\":\"%s\",\"language\":\"en\"}\n", host, slug, title, text, time
    fflush()
  }
  {
    if (NR == 1) srand($1)
    kind = rand()
    if (last_host != "" && kind < 0.15) send(last_host, last_slug "?utm_source=feed", last_title, last_text, last_time)
    else if (last_host != "" && kind < 0.25) { last_text = last_text " " sentence(); send(last_host, last_slug, last_title, last_text, last_time) }
    else if (last_host != "" && kind < 0.35) send("wire-mirror.example", "reprint/" $1 "-" $2, last_title, last_text, $3)
    else if (kind < 0.38) { print "{\"title\":\"cut in the mid"; fflush() }
    else {
      last_host = pick(site, 4); last_slug = "news/" $1 "-" $2; last_time = $3
      last_title = "The " pick(noun, 16) " " pick(verb, 12) " the " pick(noun, 16); last_text = body()
      send(last_host, last_slug, last_title, last_text, last_time)
    }
  }'
