using System.Net.Http;
var client = new HttpClient();
