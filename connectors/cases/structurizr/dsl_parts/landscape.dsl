workspace {
    model {
        bank = softwareSystem "Bank"
        !include model
    }
}
