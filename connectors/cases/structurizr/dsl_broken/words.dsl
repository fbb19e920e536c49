workspace {
    model {
        c = softwareSystem "C"
        c = softwareSystem "D"
        softwareSystem
        quantumSystem "Q" {
            a -> b
        }
        c -> nowhere "Sends to"
        e = softwareSystem "E
    }
}
}
