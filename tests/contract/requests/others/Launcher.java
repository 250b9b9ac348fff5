package com.example;

import okhttp3.*;

public class Launcher {
    public static void main(String[] args) throws Exception {
        String json = "{\"flowId\":\"a1b2\"}";
    }
}
