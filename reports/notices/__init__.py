"""Messages outside the program about what waits on Beranda: a daily mail, and a push to a phone.

Both say how much waits and lead there; neither says whom or what it is about.
"""
