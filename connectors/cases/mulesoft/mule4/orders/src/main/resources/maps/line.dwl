%dw 2.0
output application/json
---
{ amount: payload.Amt.Value }
