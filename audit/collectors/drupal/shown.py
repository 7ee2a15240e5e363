"""Which values of a Drupal's settings may be shown: names of folders, classes, hosts and switches."""

import re
from fnmatch import translate

from audit.model.facts import Scalar, SettingKind
from audit.parsers.privacy import is_private

# A * stands for any text. The value of any other setting may be anything, so it stays where it is.
_SHOWN: dict[SettingKind, str] = {
    "variable": """
        base_url config_directories.* cookie_domain databases.*.charset databases.*.collation
        databases.*.database databases.*.driver databases.*.host databases.*.namespace databases.*.port
        databases.*.prefix databases.*.prefix.* db_collation db_prefix db_prefix.* installed_profile
    """,
    "conf": """
        block_cache cache cache_backends cache_backends.* cache_class_* cache_default_class cache_inc
        cache_lifetime clean_url cron_safe_threshold css_gzip_compression environment_indicator_color
        environment_indicator_overwritten_color environment_indicator_overwritten_name
        environment_indicator_text error_level file_default_scheme file_directory_path file_directory_temp
        file_private_path file_public_path file_scan_ignore_directories.* file_temporary_path install_profile
        js_gzip_compression
        lock_inc mail_system.* maintenance_theme memcache_bins.* memcache_servers.* omit_vary_cookie
        page_cache_maximum_age page_compression password_inc path_inc preprocess_css preprocess_js
        redis_client_base redis_client_host redis_client_interface redis_client_port reverse_proxy
        reverse_proxy_addresses.* reverse_proxy_header reverse_proxy_mode s3fs_region session_inc smtp_library
        stage_file_proxy_origin stage_file_proxy_origin_dir stage_file_proxy_use_imagecache_root theme_default
        varnish_control_terminal varnish_version
    """,
    "settings": """
        cache.bins.* cache.default config_sync_directory container_yamls.* entity_update_batch_size
        file_assets_path file_chmod_directory file_chmod_file file_private_path file_public_base_url
        file_public_path file_scan_ignore_directories.* file_temp_path install_profile maintenance_theme
        memcache.bins.* memcache.extension memcache.servers.* php_storage.*.class php_storage.*.directory
        queue_default queue_service_* redis.connection.base redis.connection.host redis.connection.interface
        redis.connection.port reverse_proxy reverse_proxy_addresses.* reverse_proxy_*header*
        reverse_proxy_trusted_headers simplesamlphp_dir theme_default trusted_host_patterns.*
    """,
    "config": """
        automated_cron.settings:interval config_split.config_split.*:folder
        config_split.config_split.*:status config_split.config_split.*:storage
        environment_indicator.indicator:* environment_indicator.switcher.*:name mailsystem.settings:*
        s3fs.settings:region search_api.server.*:backend search_api.server.*:backend_config.connector
        search_api.server.*:backend_config.connector_config.core
        search_api.server.*:backend_config.connector_config.host
        search_api.server.*:backend_config.connector_config.port stage_file_proxy.settings:origin
        stage_file_proxy.settings:origin_dir swiftmailer.transport:transport symfony_mailer.settings:*
        system.cron:* system.file:default_scheme system.file:path.temporary system.logging:error_level
        system.mail:interface.* system.mail:mailer_dsn.scheme system.performance:* system.theme:admin
        system.theme:default
    """,
    "ini": """
        arg_separator.output display_errors error_log error_reporting log_errors magic_quotes_*
        max_execution_time max_input_time max_input_vars mbstring.* memory_limit pcre.*
        post_max_size session.cache_expire session.cache_limiter session.cookie_lifetime session.gc_*
        session.save_handler session.use_* upload_max_filesize url_rewriter.tags zlib.output_compression
    """,
}
_PATHS = ("_dir", "_directory", "_path")
_PATTERNS = {
    kind: re.compile("|".join(translate(name) for name in names.split())) for kind, names in _SHOWN.items()
}


def may_show(kind: SettingKind, name: str, value: Scalar, watched: frozenset[str]) -> bool:
    """
    Tell whether a value may be shown: that of a known name, and a watched one that is no secret.

    >>> may_show("conf", "mail_system.default-system", "SmtpMailSystem", frozenset())
    True
    >>> may_show("variable", "databases.default.default.password", "x", frozenset({"password"}))
    False
    >>> may_show("conf", "stage_file_proxy_origin", "https://joe:pw@example.org", frozenset())
    False
    """
    if value is None or isinstance(value, bool):
        return True
    pattern = _PATTERNS.get(kind)
    if pattern and pattern.match(name):
        text = str(value)
        if name.startswith("trusted_host_patterns."):
            text = text.replace("?", "")  # It is part of a pattern here, not of a URL.
        return not is_private("", text)  # Some of these names only look like a secret's.
    is_path = kind in {"conf", "settings"} and name.endswith(_PATHS)
    return (is_path or name in watched) and not is_private(name, value)
