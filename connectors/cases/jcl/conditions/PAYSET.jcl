//         SET ENV=PROD                                                 00010000
//         SET DB2=DB2P                                                 00020000
