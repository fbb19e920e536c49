c = softwareSystem "C"
!include loop.dsl
