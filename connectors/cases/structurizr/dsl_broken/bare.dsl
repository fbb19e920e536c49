{
  a = softwareSystem "A"
}
