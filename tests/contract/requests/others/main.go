package main

import "net/http"

func main() {
	body := `{"flowId":"x"}`
}
