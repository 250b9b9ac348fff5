resource "genesyscloud_flow" "x" {
  filepath = "x"
}
