import requests
print "old"
