"""What BuildKit takes for white space: Python's own idea of it differs (U+001C to U+001F)."""

from __future__ import annotations

# Go's unicode.IsSpace: the characters with Unicode's property White_Space.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# What separates an instruction's name and the words of FROM, COPY, …: BuildKit's reWhitespace.
SEPARATORS = "\t\v\f\r "
