package com.example

fun main() {
  val body = "{}"
}
