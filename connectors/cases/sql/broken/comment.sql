   

-- nothing but a comment
