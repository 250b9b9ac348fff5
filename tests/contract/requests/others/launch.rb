require "net/http"
Net::HTTP.post(URI("x"), body)
