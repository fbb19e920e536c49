lost = softwareSystem "Lost"
