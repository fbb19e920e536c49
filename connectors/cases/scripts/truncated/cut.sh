curl https://a.example/x "unclosed
scp a b@c.example:/d
