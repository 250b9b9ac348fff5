OkHttpClient client = new OkHttpClient();
String json = "{\"flowId\":\"a1b2\"}";
RequestBody body = RequestBody.create(json, JSON);
