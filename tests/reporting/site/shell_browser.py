"""What a shell script that stands for a browser does first: it fetches the page, through its proxy."""

import sys

FETCH = (
    "for a; do case $a in --proxy-server=*) proxy=${a#*=};; esac; last=$a; done; http_proxy=$proxy no_proxy= "
    f'"{sys.executable}" -c "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=5)" "$last"'
)
