/*
 * customer -> shop "a comment is no relationship"
 */
workspace "Mill" "Where data goes" {
    !identifiers hierarchical
    !const LINK "JSON/HTTPS"
    model {
        archetypes {
            legacy = softwareSystem {
                tag "Retired"
            }
            store = container {
                technology "Oracle"
            }
            rest = -> {
                technology "REST"
            }
            safe = --rest-> {
                tags "Signed"
            }
        }
        buyer = person "Buyer"
        group "Mill plc" {
            erp = softwareSystem "ERP" "Orders, \"stock\" and money" "Core,Planned" {
                properties {
                    owner "Anna Berg"
                }
                orders = store "Orders"
                api = container "API" "Answers" "Java" {
                    facade = component "Facade"
                    this -> orders "Reads from"
                }
            }
            till = legacy "Till"
            shop = softwareSystem "Shop" {
                web = container "Web" {
                    -> erp.api.facade "Sends orders to" "${LINK}"
                    pages = component "Pages"
                }
                till -> this "Exports sales to" \
                    "SFTP"
                web -> erp.orders "Uses" "JDBC"
            }
        }
        # an identifier in a scope is found from within it only
        buyer -> shop "Buys from"
        shop.web --safe-> erp "Posts returns to"
        !element erp {
            -> till "Looks up prices in"
        }
        live = deploymentEnvironment "Live" {
            deploymentNode "Server" {
                one = containerInstance shop.web
                two = containerInstance erp.api
                one -> two "Sends copies to"
            }
        }
    }
    views {
        dynamic shop {
            shop.web -> erp "Sends it again"
        }
    }
}
