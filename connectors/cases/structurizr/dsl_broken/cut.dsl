workspace {
    model {
        a = softwareSystem "A"
        b = softwareSystem "B" {
            -> a "Sends to"
