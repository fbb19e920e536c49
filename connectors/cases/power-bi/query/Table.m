let
    Source = #table({"a"}, {{1}})
in
    Source
