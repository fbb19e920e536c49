workspace extends landscape.dsl {
    model {
        desk = softwareSystem "Desk"
        desk -> bank "Writes to"
    }
}
