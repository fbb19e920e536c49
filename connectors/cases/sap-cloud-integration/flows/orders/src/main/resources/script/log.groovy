def processData(message) { message }
