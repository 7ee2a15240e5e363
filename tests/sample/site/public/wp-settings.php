<?php
// The core of this sample is left out; only what an inventory reads is here.
