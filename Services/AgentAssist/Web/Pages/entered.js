// A page of our own goes on to the desk, so that the browser sends the new cookie along; what stands after # stays.
location.replace('/desk' + location.hash)
