terraform { required_providers { azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" } } }
provider "azurerm" { features {} }
resource "azurerm_resource_group" "data" { name = "rg-nhv-data", location = "germanywestcentral" }
resource "azurerm_key_vault" "kv" {
  name                = "kv-nhv-data"
  location            = azurerm_resource_group.data.location
  resource_group_name = azurerm_resource_group.data.name
  tenant_id           = var.tenant_id
  sku_name            = "standard"
}
resource "azurerm_data_factory" "adf" {
  name                = "adf-nhv-telematik"
  location            = azurerm_resource_group.data.location
  resource_group_name = azurerm_resource_group.data.name
}
