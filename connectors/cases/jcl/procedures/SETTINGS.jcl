//         SET AREA=PROD.A
