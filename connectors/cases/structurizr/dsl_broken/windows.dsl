workspace {
    model {
        boerse = softwareSystem "Börse"
    }
}
