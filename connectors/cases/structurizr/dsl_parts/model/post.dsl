post = softwareSystem "Post"
bank -> post "Sends letters using"
