<?php
$ch = curl_init("x");
