print("flowlearn")
